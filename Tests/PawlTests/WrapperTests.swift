import Pawl
import Testing

@Suite("Carbon copies and archived messages")
struct WrapperTests {
  private func carbon(_ kind: String, _ stanza: String, from: String?) -> String {
    let from = from.map { " from='\($0)'" } ?? ""
    return """
      <message xmlns='jabber:client'\(from) to='bob@example.net/phone'><\(kind) xmlns='urn:xmpp:carbons:2'>\
      <forwarded xmlns='urn:xmpp:forward:0'>\(stanza)</forwarded></\(kind)></message>
      """
  }

  private func archived(_ stanza: String, from: String?, id: String = "28482") -> String {
    let from = from.map { " from='\($0)'" } ?? ""
    return """
      <message xmlns='jabber:client'\(from) to='bob@example.net/phone'><result xmlns='urn:xmpp:mam:2' queryid='q' id='\(id)'>\
      <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2026-11-23T00:00:00Z'/>\(stanza)\
      </forwarded></result></message>
      """
  }

  @Test("From our own account they are read")
  func own() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let carbon = carbon("received", try await alice.send("to another client", to: bob), from: bob.jid)
    #expect(try await bob.read(carbon) == "to another client")
    #expect(try await bob.read(archived(alice.send("while away", to: bob), from: bob.jid)) == "while away")
  }

  @Test("What another device of ours sent is read from its copy, as addressed to the contact")
  func sent() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let tablet = try TestDevice(bob.jid, id: 7)
    try await bob.meet(bob, tablet)
    let sent = try await bob.send("from the phone", to: alice)
    let received = try await tablet.receive(carbon("sent", sent, from: bob.jid))
    #expect(received.text == "from the phone" && received.sender.jid == bob.jid)
  }

  @Test("A1 carbon forgery: from anybody else they are refused, and nothing has changed", arguments: [
    "alice@example.org", "bob@example.net/phone", "example.net", "bob@example.net.evil.example", "BOB@example.net/x", nil,
  ])
  func carbonForgery(from: String?) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let stanza = try await alice.send("hello", to: bob)
    let before = try bob.bytes()
    for forged in [carbon("received", stanza, from: from), carbon("sent", stanza, from: from), archived(stanza, from: from)] {
      await #expect(throws: ReceiveError.forgedWrapper) { _ = try await bob.receive(forged) }
      #expect(try await bob.device.remedy(for: .forgedWrapper, to: forged) == .ignore)
    }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "hello")
  }

  @Test("A sent copy of what somebody else sent is none")
  func sentBySomebodyElse() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let forged = carbon("sent", try await alice.send("hello", to: bob), from: bob.jid)
    await #expect(throws: ReceiveError.forgedWrapper) { _ = try await bob.receive(forged) }
  }

  @Test("A wrapper in a wrapper, two of them, one without a message, a result without an id")
  func malformed() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let stanza = try await alice.send("hello", to: bob)
    let inner = carbon("received", stanza, from: bob.jid)
    let two = inner.replacing("<received", with: "<sent xmlns='urn:xmpp:carbons:2'/><received")
    let stanzas = [
      carbon("received", inner, from: bob.jid), archived(inner, from: bob.jid), two, carbon("received", "", from: bob.jid),
      carbon("received", stanza + stanza, from: bob.jid), archived(stanza, from: bob.jid, id: ""),
    ]
    for stanza in stanzas {
      await #expect(throws: ReceiveError.malformed) { _ = try await bob.receive(stanza) }
    }
    #expect(try await bob.read(stanza) == "hello")
  }
}
