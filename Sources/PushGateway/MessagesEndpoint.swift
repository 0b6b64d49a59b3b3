import Foundation
package import Hummingbird
package import Logging
import NIOCore
package import PushTokens

/// The push API's one resource that a contact needs: `POST /api/v1/messages/` with a token (ChatSecure Push API v1).
///
/// It answers 202 for a token it knows, 404 for one it does not, and 400 for what is no token. Whoever posts need not say
/// who he is: the token is the permission.
package struct MessagesEndpoint: Sendable {
  /// A token and a priority take a tenth of this.
  private static let maximumBody = 1024

  private let wake: @Sendable (PushToken) async -> Bool

  /// - Parameter wake: wakes the token's device; `false` when there is none.
  package init(wake: @escaping @Sendable (PushToken) async -> Bool) {
    self.wake = wake
  }

  /// A server on loopback, on a port that the system picks.
  ///
  /// - Parameter onListening: is called with the URL of the messages resource once it can be reached.
  package func serverOnLoopback(
    logger: Logger, onListening: @escaping @Sendable (String) async -> Void
  ) -> some ApplicationProtocol {
    Application(
      router: router(),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        guard let port = channel.localAddress?.port else { return }
        await onListening("http://127.0.0.1:\(port)/api/v1/messages/")
      },
      logger: logger)
  }

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.post("/api/v1/messages") { request, _ in
      await respond(to: request)
    }
    return router
  }

  private func respond(to request: Request) async -> Response {
    var request = request
    guard let body = try? await request.collectBody(upTo: Self.maximumBody),
      let message = try? JSONDecoder().decode(PostedMessage.self, from: Data(buffer: body)),
      let token = try? PushToken(message.token)
    else { return Response(status: .badRequest) }
    return Response(status: await wake(token) ? .accepted : .notFound)
  }
}

/// The body of a post. Its other members are of no use here.
private struct PostedMessage: Decodable {
  let token: String
}
