import Pawl
import Testing

@Suite("The end of encryption")
struct OptOutTests {
  private func end(_ one: TestDevice, with other: TestDevice, reason: String? = nil) async throws -> String {
    try await one.device.endEncryption(with: other.jid, reason: reason, now: TestDevice.now).stanza
  }

  @Test("Neither side sends anything after it until its user says so; the sessions stay")
  func bothSides() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let late = try await bob.send("on its way", to: alice)
    let stanza = try await end(alice, with: bob, reason: "a bot reads here")
    #expect(!stanza.contains("opt-out") && !stanza.contains("a bot"))
    let received = try await bob.receive(stanza)
    guard case .encryptionEnded(let contact, let reason)? = received.events.first else {
      Issue.record("not told")
      return
    }
    #expect(contact == alice.jid && reason == "a bot reads here" && received.events.count == 1)
    for (one, other, isOurs) in [(alice, bob, true), (bob, alice, false)] {
      let before = try one.bytes()
      await #expect(throws: SendError.encryptionEnded(isOurs: isOurs)) { _ = try await one.send("secret", to: other) }
      await #expect(throws: SendError.encryptionEnded(isOurs: isOurs)) { _ = try await end(one, with: other) }
      #expect(try one.bytes() == before)
      #expect(try await one.reopened().endedEncryption().map(\.isOurs) == [isOurs])
    }
    #expect(try await alice.read(late) == "on its way")
    try await alice.device.resumeEncryption(with: bob.jid)
    try await bob.device.resumeEncryption(with: alice.jid)
    #expect(try await alice.device.endedEncryption().isEmpty)
    #expect(try await bob.read(alice.send("again", to: bob)) == "again")
    #expect(try await alice.read(bob.send("good", to: alice)) == "good")
  }

  @Test("A ghost device's word does not count")
  func ghost() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.device.setTrust(.verified, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    let ghost = try TestDevice(bob.jid, id: 66)
    try await ghost.meet(alice)
    #expect(try await alice.receive(end(ghost, with: alice)).events.isEmpty)
    #expect(try await alice.device.endedEncryption().isEmpty)
    #expect(try await bob.read(alice.send("still", to: bob)) == "still")
  }

  @Test("Our own other device learns of it, and with whom")
  func ownDevice() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let tablet = try TestDevice(alice.jid, id: 5)
    try await alice.meet(alice, tablet)
    let received = try await tablet.receive(end(alice, with: bob))
    guard case .encryptionEnded(let contact, nil)? = received.events.first else {
      Issue.record("not told")
      return
    }
    #expect(contact == bob.jid)
    #expect(try await tablet.device.endedEncryption().map(\.jid) == [bob.jid])
  }

  @Test("A text with a sign of OTR says so")
  func otr() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for (text, kind) in [("?OTRv23?\nplease", OTRHint.Kind.query), ("hello", nil)] {
      guard case .message(let message)? = try await bob.receive(alice.send(text, to: bob)).events.first else {
        Issue.record("no message")
        continue
      }
      #expect(message.text == text && message.otrHint?.kind == kind)
    }
    #expect(OTRHint(inBody: "?OTRv23?")?.versions == [2, 3])
  }
}
