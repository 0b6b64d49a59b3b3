import Pawl
import Testing

@Suite("Push tokens of a device")
struct TokenTests {
  static let endpoint = "https://push.example/api/v1/messages/"

  @Test("Tokens go to the contact and to none of our own devices")
  func onlyToTheContact() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let tablet = try TestDevice(alice.jid, id: 3)
    try await alice.meet(tablet)
    let sent = try await alice.device.encryptTokens(2, endpoint: Self.endpoint, to: bob.jid, now: TestDevice.now)
    #expect(sent.recipients.map(\.jid) == [bob.jid])

    _ = try await bob.receive(sent.stanza)
    #expect(try await bob.device.tokens().held.map(\.contact) == [alice.jid, alice.jid])
    await #expect(throws: SendError.invalidJID) {
      _ = try await alice.device.encryptTokens(2, endpoint: Self.endpoint, to: alice.jid, now: TestDevice.now)
    }
  }

  @Test("A contact cannot make us knock at this machine", arguments: [(endpoint, true), ("http://127.0.0.1:80/", false)])
  func loopback(endpoint: String, isKnocked: Bool) async throws {
    let (alice, bob) = try await TestDevice.pair()
    _ = try await bob.receive(
      try await alice.device.encryptTokens(1, endpoint: endpoint, to: bob.jid, now: TestDevice.now).stanza)
    #expect((try await bob.device.knockRequest(for: alice.jid, now: TestDevice.now) != nil) == isKnocked)
    #expect(try await bob.device.knockRequest(for: alice.jid, now: TestDevice.now, allowingLoopback: true) != nil)
  }
}
