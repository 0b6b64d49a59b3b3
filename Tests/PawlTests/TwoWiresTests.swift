import OMEMO
import Pawl
import Primitives
import Testing
import XML

@Suite("Legacy OMEMO beside OMEMO 2")
struct TwoWiresTests {
  @Test("Each device is written to in the newest version that it offers, in one stanza, from one store")
  func mixedDevices() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let (old, new) = (try TestDevice("bob@example.net", id: 2), try TestDevice("bob@example.net", id: 3))
    try await alice.meet(old, new, in: .legacy)
    _ = try await alice.device.importDeviceList(
      "<devices xmlns='urn:xmpp:omemo:2'><device id='3'/></devices>", of: new.jid)
    try await alice.device.importBundle(new.device.bundle(), of: new.jid, device: new.device.id)

    let stanza = try await alice.send("to both", to: old)
    #expect(try await old.read(stanza) == "to both")
    #expect(try await new.read(stanza) == "to both")
    #expect(try await alice.device.sessions().map(\.namespace) == [.legacy, .omemo2])
    #expect(try await old.device.sessions().map(\.namespace) == [.legacy])
    #expect(try await new.device.sessions().map(\.namespace) == [.omemo2])
  }

  @Test("The largest text for both wires and many devices fits the stanza that servers pass on, 256 KiB")
  func largest() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let old = try TestDevice("bob@example.net", id: 2)
    let new = try (3..<33).map { try TestDevice("bob@example.net", id: $0) }
    try await alice.meet(old, in: .legacy)
    try await alice.meet(new)
    for length in stride(from: OMEMOLimits.envelopeBytes, to: 0, by: -64) {
      let text = String(repeating: "x", count: length)
      do {
        let stanza = try await alice.send(text, to: old)
        #expect(stanza.utf8.count < 256 * 1024 && stanza.contains("eu.siacs") && stanza.contains("urn:xmpp:omemo:2"))
        return try await #expect(new[0].read(stanza) == text)
      } catch SendError.tooLarge {}
    }
    Issue.record("no text fits")
  }

  @Test("A stanza that holds a message twice is read once, in the newer version")
  func bothVersions() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let newer = try Element.parse(await alice.send("newer", to: bob))
    let other = try TestDevice("alice@example.org", id: 1)
    try await other.meet(bob, in: .legacy)
    var both = try Element.parse(await other.send("older", to: bob))
    both.children += newer.children.filter { if case .element(let child) = $0 { child.name == "encrypted" } else { false } }
    let received = try await bob.receive(both.serialized())
    #expect(received.text == "newer" && received.events.count == 1)
    #expect(received.sender.namespace == .omemo2)
  }

  @Test("A device that was met in one version is the same in the other, by its key")
  func oneIdentity() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .legacy)
    try await alice.meet(bob)
    #expect(try await bob.read(alice.send("in the newer one", to: bob)) == "in the newer one")
    let sessions = try await alice.device.sessions()
    #expect(sessions.map(\.namespace) == [.omemo2, .legacy] && sessions.map(\.isActive) == [true, false])
    #expect(Set(sessions.map(\.fingerprint)) == [bob.device.fingerprint])
  }

  @Test("A list that no longer offers the newer version does not bring a conversation down to the older")
  func downgrade() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.meet(bob, in: .legacy)
    _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'/>", of: bob.jid)
    let stanza = try await alice.send("still new", to: bob)
    #expect(stanza.contains("urn:xmpp:omemo:2") && !stanza.contains("eu.siacs"))
    #expect(try await bob.read(stanza) == "still new")
  }

  @Test("A text has a fallback body and says that it is OMEMO; an empty message and tokens have neither", arguments: Namespace.allCases)
  func fallback(namespace: OMEMO.Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    let text = try await alice.send("hello", to: bob)
    let empty = try #require(try await bob.receive(text).answers.first)
    try await alice.device.note(understandsTokens: true, device: bob.device.id, of: bob.jid)
    try await alice.fillPool()
    let tokens = try await alice.firstTokens(for: bob)
    #expect(text.contains("<body>") && text.contains("namespace='\(namespace.rawValue)'"))
    for stanza in [empty, tokens] {
      #expect(!stanza.contains("<body") && !stanza.contains("urn:xmpp:eme:0") && stanza.contains("<store"))
    }
  }

  @Test("Over the legacy wire tokens go only to a device that is known to take them")
  func legacyTokens() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .legacy)
    try await alice.fillPool()
    #expect(try await alice.tokenStanzas(for: bob).isEmpty)
    try await alice.device.note(understandsTokens: true, device: bob.device.id, of: bob.jid)
    let sent = try await alice.device.supplyDueTokens(now: TestDevice.now).stanzas
    #expect(sent.count == 1)
    #expect(try await bob.receive(sent[0]).tokens?.tokens.count == 5)
    #expect(try await alice.tokenStanzas(for: bob).isEmpty, "it has its share")
  }

  @Test("An envelope over the legacy wire is bound to its sender, as in OMEMO 2")
  func relayedEnvelope() async throws {
    let (alice, bob) = try await TestDevice.pair(in: .legacy)
    try await alice.device.note(understandsTokens: true, device: bob.device.id, of: bob.jid)
    try await alice.fillPool()
    let sent = try await alice.firstTokens(for: bob)
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.wrongSender) {
      _ = try await bob.receive(sent.replacing("from='alice@example.org'", with: "from='mallory@example.com'"))
    }
    #expect(try bob.bytes() == before)
  }

  @Test("C14 rid collision: keys for other accounts' devices of the same id are passed over, up to a bound")
  func collidingIDs() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .legacy)
    let carol = try TestDevice("carol@example.com", id: 2)
    try await alice.meet(carol, in: .legacy)
    let other = try Forging.bytes(at: Forging.key(in: .legacy), of: try await alice.send("for carol", to: carol))
    let key = "<key rid='2' prekey='true'>\(TextEncoding.base64(other))</key>"
    let stanza = try await alice.send("for bob", to: bob)
    let before = try bob.bytes()
    let crowded = stanza.replacing("<key ", with: String(repeating: key, count: OMEMOLimits.candidateKeys) + "<key ")
    await #expect(throws: ReceiveError.self) { _ = try await bob.receive(crowded) }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza.replacing("<key ", with: key + "<key ")) == "for bob")
  }

  @Test("D2 IV length: a 16-byte nonce is read, others are refused", arguments: [(0, false), (11, false), (17, false), (16, true)])
  func nonces(count: Int, isRead: Bool) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .legacy)
    let stanza = try await alice.send("hello", to: bob)
    let path = ["encrypted", "header", "iv"]
    let changed = try Forging.changing(path, of: stanza) { $0 = [UInt8](repeating: 1, count: count) }
    // Sixteen bytes pass the element's check, and the payload's tag finds that they are not the sender's.
    await #expect(throws: isRead ? ReceiveError.undecryptable : .malformed) { _ = try await bob.receive(changed) }
    let sealed = try LegacyPayloadCipher.seal(SecretBytes(copying: [1, 2, 3]), iv: [UInt8](repeating: 7, count: 16))
    let opened = try LegacyPayloadCipher.open(sealed.payload, keyMaterial: sealed.keyMaterial).declassified()
    #expect(opened == [1, 2, 3])
  }
}
