import Foundation
import Pawl

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Posts a knock. The endpoint is a contact's choice, so a redirect is not followed: it could point anywhere.
final class KnockClient: NSObject, URLSessionTaskDelegate {
  /// How long an endpoint may take, in seconds.
  private static let timeout: TimeInterval = 10

  /// - Returns: the HTTP status.
  static func post(_ knock: KnockRequest) async throws -> Int {
    guard let url = URL(string: knock.endpoint.text) else { throw Failure(.data, "the endpoint is no URL") }
    var request = URLRequest(url: url, timeoutInterval: timeout)
    request.httpMethod = "POST"
    for (name, value) in knock.headers { request.setValue(value, forHTTPHeaderField: name) }
    request.httpBody = Data(knock.body)
    let session = URLSession(configuration: .ephemeral, delegate: KnockClient(), delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    do {
      let (_, response) = try await session.data(for: request)
      return (response as? HTTPURLResponse)?.statusCode ?? 0
    } catch {
      throw Failure(.inputOutput, "the endpoint cannot be reached")
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}
