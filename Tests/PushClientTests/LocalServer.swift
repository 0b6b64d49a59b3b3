import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOConcurrencyHelpers
import NIOCore
import NIOSSL
import TestSupport

/// An HTTP server on this machine that misbehaves in the ways that its paths name, and remembers what it was asked.
struct LocalServer: Sendable {
  let port: Int
  let log: NIOLockedValueBox<[String]>

  /// Runs it while `body` runs.
  ///
  /// - Parameters:
  ///   - address: a loopback address.
  ///   - tls: with a certificate of this.
  static func run(
    at address: String = "127.0.0.1", tls: TLSConfiguration? = nil, _ body: @escaping @Sendable (LocalServer) async throws -> Void
  ) async throws {
    let log = NIOLockedValueBox<[String]>([])
    let ports = AsyncStream.makeStream(of: Int.self)
    let server: HTTPServerBuilder = try tls.map { try .tls(.http1(), tlsConfiguration: $0) } ?? .http1()
    let application = Application(
      router: router(log), server: server, configuration: ApplicationConfiguration(address: .hostname(address, port: 0)),
      onServerRunning: { channel in ports.continuation.yield(channel.localAddress?.port ?? 0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      guard let port = await ports.stream.first(where: { _ in true }) else { return }
      try await body(LocalServer(port: port, log: log))
      group.cancelAll()
    }
  }

  var requests: [String] { log.withLockedValue { $0 } }

  private static func router(_ log: NIOLockedValueBox<[String]>) -> Router<BasicRequestContext> {
    let router = Router()
    for path in ["ok", "redirect", "large", "slow", "drip", "status"] {
      for method in [HTTPRequest.Method.get, .post, .put, .delete] {
        router.on("\(path)/**", method: method) { request, _ in
          log.withLockedValue { $0.append("\(request.method) \(request.uri.path) host=\(request.head.authority ?? "") \(Self.names(request))") }
          return try await answer(to: request, path)
        }
      }
    }
    return router
  }

  private static func names(_ request: Request) -> String {
    request.headers.map { "\($0.name.canonicalName)" }.sorted().joined(separator: ",")
  }

  private static func answer(to request: Request, _ path: String) async throws -> Response {
    switch path {
    case "redirect": return Response(status: .temporaryRedirect, headers: [.location: "/ok/elsewhere"])
    case "large":
      return Response(status: .ok, body: ResponseBody { writer in
        for _ in 0..<64 { try await writer.write(ByteBuffer(repeating: 0x61, count: 64 * 1024)) }
        try await writer.finish(nil)
      })
    case "drip":
      // For 20 seconds, and never late.
      return Response(status: .accepted, body: ResponseBody { writer in
        for _ in 0..<400 {
          try await writer.write(ByteBuffer(string: "a"))
          try await Task.sleep(for: .milliseconds(50))
        }
        try await writer.finish(nil)
      })
    case "slow":
      try await Task.sleep(for: .seconds(30))
      return Response(status: .ok)
    case "status":
      let code = request.uri.path.split(separator: "/").dropFirst().first.flatMap { Int($0) } ?? 500
      return Response(status: .init(code: code), headers: [.setCookie: "a=b"])
    default:
      return Response(status: .accepted, headers: [.setCookie: "a=b"], body: .init(byteBuffer: ByteBuffer(string: "taken")))
    }
  }
}
