import Foundation
import TestSupport
import Testing

@testable import PushGateway

@Suite("WebPush, by a stand-in", .enabled(if: StandIn.python != nil, "no Python with Tests/Live/requirements.txt"))
struct WebPushTests {
  private let folder: TemporaryFolder
  private let standIn: StandIn

  init() async throws {
    folder = try TemporaryFolder()
    let key = folder.path("vapid.pem")
    try Data(VAPIDKey.make().utf8).write(to: URL(filePath: key))
    standIn = try await StandIn("webpush", "--vapid", key)
  }

  private func sender(_ change: (inout WebPushConfiguration) -> Void = { _ in }) throws -> WebPushSender {
    var configuration = WebPushConfiguration(
      key: try String(contentsOfFile: folder.path("vapid.pem"), encoding: .utf8), contact: "mailto:a@example.org",
      allowsPrivateAddresses: true, roots: try standIn.contents("roots.pem"))
    change(&configuration)
    return try WebPushSender(configuration, now: Gateway.now)
  }

  private func push(_ registration: String? = nil) throws -> OutgoingPush {
    let json = try JSONDecoder().decode([String: String].self, from: Data(standIn.contents("subscription.json").utf8))
    let keys = WebPushKeys(
      publicKey: try #require(Base64URL.decode(json["p256dh"] ?? "")),
      secret: try #require(Base64URL.decode(json["auth"] ?? "")))
    let device = PushDevice(
      id: "d", kind: .webpush, registration: try registration ?? #require(json["registration_id"]), keys: keys,
      name: nil, deviceID: nil, isActive: true, createdAt: 0, registeredAt: 0, deadAt: nil)
    return OutgoingPush(
      QueuedPush(
        token: String(repeating: "0f", count: 20), tokenHash: [], isHigh: true, data: "x", attempts: 1,
        expiresAt: Gateway.now() + 60_000, lease: "", device: device))
  }

  @Test("The receiver verifies the signature and decrypts the token")
  func delivered() async throws {
    #expect(await (try sender()).send(try push()) == .delivered)
    let line = try #require(standIn.lines("pushes.jsonl").first)
    let message = (line["payload"] as? [String: Any])?["message"] as? [String: String]
    #expect(message == ["token": String(repeating: "0f", count: 20), "data": "x"])
    #expect(line["urgency"] as? String == "high" && (50...60).contains(Int(line["ttl"] as? String ?? "") ?? 0))
  }

  @Test("What the service answers is what comes of a push", arguments: [
    ("404", Delivery.dead(since: nil)), ("410", .dead(since: nil)), ("429", .retry(after: 1)),
    ("503", .retry(after: nil)), ("413", .refused), ("\"redirect\"", .refused),
  ])
  func answers(status: String, delivery: Delivery) async throws {
    try standIn.script("{\"*\": \(status)}")
    #expect(await (try sender()).send(try push()) == delivery)
    #expect(try standIn.lines("refused.jsonl").count == 1, "a redirect is not followed")
  }

  @Test("A private address is not connected to, by name or by number", arguments: ["localhost", "127.0.0.1", "[::1]"])
  func privateAddress(host: String) async throws {
    let sender = try sender { $0.allowsPrivateAddresses = false }
    let url = standIn.url.replacing("localhost", with: host) + "/push/x"
    #expect(await sender.send(try push(url)) == .refused)
    #expect(try standIn.lines("refused.jsonl").isEmpty)
  }

  @Test("Without a certificate that is trusted, and without a signature that is asked for, nothing gets through")
  func untrusted() async throws {
    #expect(await (try sender { $0.roots = nil }).send(try push()) == .retry(after: nil))
    #expect(await (try sender { $0.key = nil }).send(try push()) == .refused)
    #expect(try standIn.lines("pushes.jsonl").isEmpty)
  }
}
