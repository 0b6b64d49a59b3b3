import Foundation
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import PushGateway

@Suite("APNs, by its stand-in", .enabled(if: StandIn.python != nil, "no Python with Tests/Live/requirements.txt"))
struct APNsTests {
  private let standIn: StandIn
  private static let registration = String(repeating: "ab", count: 32)

  init() async throws {
    standIn = try await StandIn("apns")
  }

  private func sender(now: @escaping @Sendable () -> Int64 = Gateway.now) throws -> APNsSender {
    try APNsSender(
      APNsConfiguration(
        key: try standIn.contents("key.p8"), keyID: "ABC123DEFG", teamID: "DEF123GHIJ", topic: "org.example.pawl",
        server: standIn.url, roots: try standIn.contents("roots.pem")), now: now)
  }

  private static func push(isHigh: Bool = true, _ registration: String = registration) -> OutgoingPush {
    let device = PushDevice(
      id: "d", kind: .apns, registration: registration, keys: nil, name: nil, deviceID: nil, isActive: true,
      createdAt: 0, registeredAt: 0, deadAt: nil)
    return OutgoingPush(
      QueuedPush(
        token: String(repeating: "0f", count: 20), tokenHash: [], isHigh: isHigh, data: nil, attempts: 1,
        expiresAt: Gateway.now() + 1000, lease: "", device: device))
  }

  @Test("A high push is an alert with a fixed text and the token; a low one is silent")
  func payloads() async throws {
    let sender = try sender()
    #expect(await sender.send(Self.push()) == .delivered)
    #expect(await sender.send(Self.push(isHigh: false)) == .delivered)
    await sender.close()
    let pushes = try standIn.lines("pushes.jsonl")
    #expect(pushes.map { $0["push-type"] as? String } == ["alert", "background"])
    #expect(pushes.map { $0["priority"] as? String } == ["10", "5"])
    let payload = try #require(pushes.first?["payload"] as? [String: Any])
    let aps = try #require(payload["aps"] as? [String: Any])
    let alert = try #require(aps["alert"] as? [String: Any])
    #expect((alert["message"] as? [String: String]) == ["token": String(repeating: "0f", count: 20)])
    #expect((payload["message"] as? [String: String]) == ["token": String(repeating: "0f", count: 20)])
    #expect(aps["mutable-content"] as? Int == 1 && alert["loc-key"] as? String == "New Message!")
  }

  @Test("What APNs answers is what comes of a push", arguments: [
    (410, Delivery.dead(since: nil)), (400, .dead(since: nil)), (429, .retry(after: 1)), (503, .retry(after: nil)),
  ])
  func answers(status: Int, delivery: Delivery) async throws {
    try standIn.script("{\"*\": \(status)}")
    let sender = try sender()
    var answer = await sender.send(Self.push())
    if case .dead(.some) = answer, status == 410 { answer = .dead(since: nil) }
    #expect(answer == delivery)
    await sender.close()
    #expect(try standIn.lines("pushes.jsonl").isEmpty && standIn.lines("refused.jsonl").count == 1)
  }

  @Test("A connection that APNs ends is made again")
  func goAway() async throws {
    try standIn.script("{\"*\": {\"first\": \"goaway\", \"then\": 200}}")
    let sender = try sender()
    var answers = [await sender.send(Self.push())]
    while answers.last != .delivered, answers.count < 5 { answers.append(await sender.send(Self.push())) }
    await sender.close()
    #expect(answers.last == .delivered && answers.dropLast().allSatisfy { $0 == .retry(after: nil) })
    #expect(try standIn.lines("pushes.jsonl").count == 1)
  }

  @Test("A provider token that has expired is made anew, and the push goes out")
  func expired() async throws {
    // The clock was two hours slow when the token was made.
    let slow = NIOLockedValueBox<Int64>(2 * 3600 * 1000)
    let sender = try sender { Gateway.now() - slow.withLockedValue { $0 } }
    #expect(await sender.send(Self.push()) == .retry(after: 300))
    slow.withLockedValue { $0 = 0 }
    #expect(await sender.send(Self.push()) == .delivered)
    // And half an hour slow, then right: the old token is taken until APNs refuses it.
    await sender.close()
    #expect(try standIn.lines("refused.jsonl").allSatisfy { $0["reason"] as? String == "ExpiredProviderToken" })
  }

  @Test("Another's certificate gets no push")
  func certificate() async throws {
    let other = try await StandIn("apns")
    let sender = try APNsSender(
      APNsConfiguration(
        key: try standIn.contents("key.p8"), keyID: "ABC123DEFG", teamID: "DEF123GHIJ", topic: "org.example.pawl",
        server: standIn.url, roots: try other.contents("roots.pem")), now: Gateway.now)
    #expect(await sender.send(Self.push()) == .retry(after: nil))
    await sender.close()
    #expect(try standIn.lines("pushes.jsonl").isEmpty)
  }

  @Test("What is no key, no server and no certificate is refused")
  func configuration() throws {
    let key = try standIn.contents("key.p8")
    let good = APNsConfiguration(key: key, keyID: "a", teamID: "b", topic: "c")
    for (change, error) in [
      ({ (c: inout APNsConfiguration) in c.key = "x" }, SenderError.invalidKey),
      ({ $0.server = "http://x" }, .invalidServer), ({ $0.server = "https://x/y" }, .invalidServer),
      ({ $0.roots = "x" }, .invalidRoots),
    ] {
      var bad = good
      change(&bad)
      #expect(throws: error) { try APNsSender(bad, now: Gateway.now) }
    }
  }
}
