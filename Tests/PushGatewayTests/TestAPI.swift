import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOConcurrencyHelpers
import NIOCore

@testable import PushGateway

/// The API over a store, asked without a network.
struct TestAPI: Sendable {
  let test: TestStore
  let gateway: Gateway

  init(
    _ database: TestDatabase, limits: RateLimits = .generous, component: String? = nil,
    logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
  ) async throws {
    test = try await TestStore(database)
    gateway = Gateway(
      store: test.store, apns: RecordingSender(), webPush: RecordingSender(),
      component: component.map { ComponentConfiguration(domain: $0, secret: "s") },
      settings: APISettings(component: component), limits: limits, logger: logger)
  }

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: Data

    var object: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
    var list: [[String: Any]] { (try? JSONSerialization.jsonObject(with: body)) as? [[String: Any]] ?? [] }
    subscript(_ name: String) -> String? { object[name] as? String }
  }

  /// - Parameter path: after `/api/v1/`, or from the root.
  func ask(
    _ method: HTTPRequest.Method, _ path: String, _ body: [String: String]? = nil, token: String? = nil,
    text: String? = nil, type: String? = nil
  ) async throws -> Answer {
    var headers = HTTPFields()
    if let token { headers[.authorization] = "Token \(token)" }
    headers[.contentType] = type ?? (body == nil && text == nil ? nil : "application/json")
    let data = try text.map { Data($0.utf8) } ?? body.map { try JSONEncoder().encode($0) }
    let uri = path.hasPrefix("/") ? path : "/api/v1/" + path
    let fields = headers
    return try await Application(router: gateway.api.router()).test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: fields, body: data.map { ByteBuffer(bytes: $0) }) {
        Answer(status: $0.status.code, headers: $0.headers, body: Data(buffer: $0.body))
      }
    }
  }

  /// An account's API token.
  func logIn(_ username: String = UUID().uuidString.lowercased().replacing("-", with: "").prefix(30).description) async throws -> String {
    try await ask(.post, "accounts/", ["username": username, "password": "pencil"])["token"] ?? ""
  }

  func device(_ token: String, _ kind: String = "apns") async throws -> String {
    var body = ["registration_id": String(repeating: "ab", count: 32)]
    if kind == "webpush" {
      body = [
        "registration_id": "https://push.example.net/x", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      ]
    }
    return try await ask(.post, "device/\(kind)/", body, token: token)["id"] ?? ""
  }

  /// A push token for a new device.
  func pushToken(_ token: String, _ kind: String = "apns") async throws -> String {
    try await ask(.post, "tokens/", ["\(kind)_device": try await device(token, kind)], token: token)["token"] ?? ""
  }
}

extension RateLimits {
  /// So many that no test meets them.
  static var generous: RateLimits {
    var limits = RateLimits()
    limits.login = RateLimit(burst: 1000, perSecond: 1000)
    limits.token = RateLimit(burst: 1000, perSecond: 1000)
    return limits
  }
}

/// Keeps what it is to send, and answers as it is told.
final class RecordingSender: PushSender {
  private let sent = NIOLockedValueBox<[OutgoingPush]>([])
  private let answers: NIOLockedValueBox<[Delivery]>
  private let delay: Duration

  /// - Parameter answers: the first ones; all later pushes are delivered.
  init(_ answers: [Delivery] = [], delay: Duration = .zero) {
    self.answers = NIOLockedValueBox(answers)
    self.delay = delay
  }

  var pushes: [OutgoingPush] { sent.withLockedValue { $0 } }

  func send(_ push: OutgoingPush) async -> Delivery {
    try? await Task.sleep(for: delay)
    sent.withLockedValue { $0.append(push) }
    return answers.withLockedValue { $0.isEmpty ? .delivered : $0.removeFirst() }
  }

  func close() async {}
}
