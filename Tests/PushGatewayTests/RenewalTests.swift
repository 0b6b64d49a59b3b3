import Logging
import PushClient
import PushTokens
import Testing

@testable import PushGateway

/// What an app does when Apple gives its phone another device token, against a gateway that listens.
@Suite("A device that is registered anew", .timeLimit(.minutes(5)))
struct RenewalTests {
  private static let former = String(repeating: "ab", count: 32)
  private static let renewed = String(repeating: "cd", count: 32)
  private static let outward = OutwardClient(OutwardOptions(allowsLocal: true))
  private static let client = GatewayClient(outward)

  /// Runs a gateway on this machine while `body` runs.
  private static func run(_ body: (_ base: PushEndpoint, _ sender: RecordingSender) async throws -> Void) async throws {
    let sender = RecordingSender()
    let gateway = Gateway(
      store: try await GatewayStore(url: "sqlite::memory:"), apns: sender, webPush: nil, limits: .generous,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await gateway.run(host: "127.0.0.1", port: 0) { continuation.yield($0) } }
      let port = try #require(await ports.first { _ in true })
      try await body(PushEndpoint.gatewayBase("http://127.0.0.1:\(port)/api/v1"), sender)
      group.cancelAll()
    }
  }

  private static func knock(_ token: PushToken, at base: PushEndpoint) async throws -> Int {
    try await outward.post(KnockRequest(token: token, endpoint: base.messages))
  }

  @Test("With another device token it is the same device, and the tokens that contacts have wake it there")
  func renewal() async throws {
    try await Self.run { base, sender in
      let account = try await Self.client.register(.apns(Self.former), at: base)
      let token = try await Self.client.makeTokens(1, account)[0].token
      #expect(try await Self.client.register(.apns(Self.renewed), renewing: account) == account)
      #expect(try await Self.knock(token, at: base) == 202)
      for _ in 0..<2400 where sender.pushes.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
      #expect(sender.pushes.map(\.token) == [token.text])
      #expect(sender.pushes.map(\.device.registration) == [Self.renewed])
    }
  }

  @Test("One that the gateway has forgotten is another device of the same account")
  func forgotten() async throws {
    try await Self.run { base, _ in
      let account = try await Self.client.register(.apns(Self.former), at: base)
      let deleted = try await Self.outward.send(
        "DELETE", to: base.appending("device/apns/\(account.device.id)/"),
        headers: [("Authorization", "Token \(account.credential.text)")])
      #expect(deleted.status == 204)
      let renewed = try await Self.client.register(.apns(Self.renewed), renewing: account)
      #expect(renewed.device.id != account.device.id && renewed.device.kind == .apns)
      #expect(renewed.username == account.username && renewed.credential == account.credential)
      let token = try await Self.client.makeTokens(1, renewed)[0].token
      #expect(try await Self.knock(token, at: base) == 202)
    }
  }

  @Test("Where another device of the account has the device token, it is that one")
  func taken() async throws {
    try await Self.run { base, _ in
      let account = try await Self.client.register(.apns(Self.former), at: base)
      let request = try GatewayRequest.device(base, account.credential, .apns(Self.renewed))
      let answer = try await Self.outward.send(
        request.method.rawValue, to: request.url,
        headers: [("Authorization", "Token \(account.credential.text)"), ("Content-Type", "application/json")],
        body: request.body)
      let other = try GatewayAnswer.device(answer.body, kind: .apns)
      #expect(other.id != account.device.id)
      #expect(try await Self.client.register(.apns(Self.renewed), renewing: account).device == other)
    }
  }

  @Test("One that is reached in another way is another device of the same account")
  func otherKind() async throws {
    try await Self.run { base, _ in
      let account = try await Self.client.register(.apns(Self.former), at: base)
      let address = DeviceAddress.webPush(
        endpoint: "https://push.example.net/x",
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg")
      let renewed = try await Self.client.register(address, renewing: account)
      #expect(renewed.device.kind == .webPush && renewed.device.id != account.device.id)
      #expect(renewed.credential == account.credential)
    }
  }
}
