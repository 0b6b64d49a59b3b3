import CommandLineSupport
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What a phone asks of its endpoint: an account, a device, tokens for it.
struct DemoEndpoint {
  private let api: String
  private let apiToken: String
  private let device: String

  /// Makes an account, and a device in it.
  init(api: String, username: String) async throws {
    self.api = api
    apiToken = try await Self.post(api + "accounts/", ["username": username, "password": UUID().uuidString], "token", nil)
    let registration = String(repeating: "b0b5", count: 16)
    device = try await Self.post(api + "device/apns/", ["registration_id": registration], "id", apiToken)
  }

  func register(tokens: [String]) async throws {
    for token in tokens {
      _ = try await Self.post(api + "tokens/", ["apns_device": device, "token": token], "token", apiToken)
    }
  }

  /// - Returns: a member of the answer.
  private static func post(
    _ url: String, _ body: [String: String], _ member: String, _ apiToken: String?
  ) async throws -> String {
    guard let url = URL(string: url) else { throw Failure(.data, "the endpoint is no URL") }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    if let apiToken { request.setValue("Token \(apiToken)", forHTTPHeaderField: "Authorization") }
    request.httpBody = try JSONEncoder().encode(body)
    let (data, _) = try await URLSession.shared.data(for: request)
    guard let answer = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let value = answer[member] as? String
    else { throw Failure(.data, "the endpoint refuses") }
    return value
  }
}
