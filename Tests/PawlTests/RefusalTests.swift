import Foundation
import Pawl
import Primitives
import Testing
import XML

/// A failed decrypt changes nothing: after each refusal every byte of the store is as it was, and the genuine message
/// still opens.
@Suite("What is refused changes nothing")
struct RefusalTests {
  @Test("What is not a message with an OMEMO element", arguments: [
    "", "<", "<message/>", "<message from='alice@example.org/x'/>", "<iq from='alice@example.org'/>",
    "<message from='alice@example.org'><encrypted xmlns='urn:xmpp:omemo:2'/></message>",
    "<message from='alice@example.org'><encrypted xmlns='urn:xmpp:omemo:2'><header sid='0'/></encrypted></message>",
    "<message from='alice@example.org'><encrypted xmlns='urn:xmpp:omemo:2'><header sid='+1'/></encrypted></message>",
    "<message from='alice@example.org'><encrypted xmlns='urn:xmpp:omemo:1'><header sid='1'/></encrypted></message>",
    "<message><encrypted xmlns='urn:xmpp:omemo:2'><header sid='1'/></encrypted></message>",
    "<!DOCTYPE m [<!ENTITY x 'y'>]><message from='alice@example.org'/>",
  ])
  func malformed(stanza: String) async throws {
    let (_, bob) = try await TestDevice.acquaintedPair()
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.malformed) { _ = try await bob.receive(stanza) }
    #expect(try bob.bytes() == before)
  }

  @Test("A stanza cut anywhere")
  func truncated() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let stanza = try await alice.send("whole", to: bob)
    let before = try bob.bytes()
    for length in stride(from: 0, to: stanza.utf8.count, by: 5) {
      await #expect(throws: ReceiveError.malformed) {
        _ = try await bob.receive(String(decoding: stanza.utf8.prefix(length), as: UTF8.self))
      }
    }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "whole")
  }

  @Test("Any bit flipped in a ratchet message, a key exchange or a payload", arguments: [
    (Namespace.omemo2, true), (.omemo2, false), (.legacy, false),
  ])
  func flippedBits(namespace: Namespace, inKeyExchange: Bool) async throws {
    let (alice, bob) = try await inKeyExchange
      ? TestDevice.pair(in: namespace) : TestDevice.acquaintedPair(in: namespace)
    let stanza = try await alice.send("genuine", to: bob)
    let before = try bob.bytes()
    for path in [Forging.key(in: namespace), ["encrypted", "payload"]] {
      let bits = try Forging.bytes(at: path, of: stanza).count * 8
      for bit in stride(from: 0, to: bits, by: 3) {
        let forged = try Forging.changing(path, of: stanza) { $0[bit / 8] ^= 1 << UInt8(bit % 8) }
        await #expect(throws: ReceiveError.self, "bit \(bit) of \(path.last ?? "")") { _ = try await bob.receive(forged) }
      }
    }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "genuine")
  }

  @Test("C3 replay: a message that was received before, and a replayed key exchange", arguments: Namespace.allCases)
  func duplicates(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.pair(in: namespace)
    let exchange = try await alice.send("begin", to: bob)
    for answer in try await bob.receive(exchange).answers { _ = try await alice.receive(answer) }
    let message = try await alice.send("next", to: bob)
    _ = try await bob.receive(message)
    let before = try bob.bytes()
    for stanza in [exchange, message] {
      await #expect(throws: ReceiveError.duplicate) { _ = try await bob.receive(stanza) }
    }
    #expect(try bob.bytes() == before)
  }

  @Test("C8 invalid key exchange: a key exchange whose one-time prekey another has used")
  func usedPreKey() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let mallory = try TestDevice("mallory@example.com", id: 5)
    // Both fetched a bundle with one and the same prekey left.
    let bundle = try await onlyOnePreKey(in: bob.device.bundle())
    try await alice.device.importBundle(bundle, of: bob.jid, device: bob.device.id)
    try await mallory.meet(bob)
    try await mallory.device.importBundle(bundle, of: bob.jid, device: bob.device.id)
    _ = try await bob.receive(alice.send("first", to: bob))
    let before = try bob.bytes()
    let second = try await mallory.send("second", to: bob)
    await #expect(throws: ReceiveError.unknownPreKey) { _ = try await bob.receive(second) }
    #expect(try bob.bytes() == before)
  }

  @Test("C10 no prekey: a key exchange that names a prekey or a signed prekey that never was", arguments: [
    (3, ReceiveError.unknownSignedPreKey), (1, ReceiveError.unknownPreKey),
  ])
  func unknownPreKeys(byte: Int, error: ReceiveError) async throws {
    let (alice, bob) = try await TestDevice.pair()
    let stanza = try await alice.send("begin", to: bob)
    let before = try bob.bytes()
    // 08 <pk_id> 10 <spk_id>: the ids are below 128 here, one byte each.
    let forged = try Forging.changing(Forging.key(in: .omemo2), of: stanza) { $0[byte] = 0x7f }
    await #expect(throws: error) { _ = try await bob.receive(forged) }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "begin")
  }

  @Test("A message of a session that is not there", arguments: Namespace.allCases)
  func noSession(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    let stanza = try await alice.send("hello", to: bob)
    let before = try bob.bytes()
    let forged = stanza.replacing("sid='1'", with: "sid='9'")
    await #expect(throws: ReceiveError.noSession) { _ = try await bob.receive(forged) }
    #expect(try bob.bytes() == before)
  }

  @Test("Another identity key under a known device, in the same or in the other version", arguments: Namespace.allCases, Namespace.allCases)
  func identityChanged(known: Namespace, namespace: Namespace) async throws {
    let (_, bob) = try await TestDevice.acquaintedPair(in: known)
    let impostor = try TestDevice("alice@example.org", id: 1)
    try await impostor.meet(bob, in: namespace)
    let stanza = try await impostor.send("it is me", to: bob)
    let bundle = try await impostor.device.bundle(namespace)
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.identityChanged) { _ = try await bob.receive(stanza) }
    await #expect(throws: ImportError.identityChanged) {
      try await bob.device.importBundle(bundle, of: impostor.jid, device: impostor.device.id)
    }
    #expect(try bob.bytes() == before)
  }

  @Test("A7 sender binding: Alice's ciphertext in Mallory's stanza, and Bob's turned to Carol")
  func relayed() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let stanza = try await alice.send("for bob", to: bob)
    let before = try bob.bytes()
    // Before Bob knows Alice's device, Mallory could claim the whole exchange as hers; the envelope says otherwise.
    let relayed = stanza.replacing("from='alice@example.org'", with: "from='mallory@example.com'")
    await #expect(throws: ReceiveError.wrongSender) { _ = try await bob.receive(relayed) }
    #expect(try bob.bytes() == before)

    // Alice writes to Carol, who has the same device id as Bob; the server hands it to Bob under his name.
    let carol = try TestDevice("carol@example.com", id: 2)
    let bundle = try await bob.device.bundle()
    _ = try await alice.device.importDeviceList(
      "<devices xmlns='urn:xmpp:omemo:2'><device id='2'/></devices>", of: carol.jid)
    try await alice.device.importBundle(bundle, of: carol.jid, device: carol.device.id)
    let turned = try await alice.send("for carol", to: carol)
      .replacing("jid='carol@example.com'", with: "jid='bob@example.net'")
    await #expect(throws: ReceiveError.wrongRecipient) { _ = try await bob.receive(turned) }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "for bob")
  }

  @Test("A payload exchanged for another", arguments: Namespace.allCases)
  func payloads(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    let first = try await alice.send("first", to: bob)
    let second = try await alice.send("second", to: bob)
    let before = try bob.bytes()
    let other = try Forging.bytes(at: ["encrypted", "payload"], of: second)
    let exchanged = try Forging.changing(["encrypted", "payload"], of: first) { $0 = other }
    await #expect(throws: ReceiveError.undecryptable) { _ = try await bob.receive(exchanged) }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(second) == "second")
    #expect(try await bob.read(first) == "first")
  }

  @Test("More than a thousand messages missing; exactly a thousand are not too many", arguments: Namespace.allCases)
  func tooFarAhead(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    for _ in 0..<1000 { _ = try await alice.send("lost", to: bob) }
    let atTheBound = try await alice.send("just in time", to: bob)
    let beyond = try await alice.send("too late", to: bob)
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.tooFarAhead) { _ = try await bob.receive(beyond) }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(atTheBound) == "just in time")
    #expect(try await bob.read(beyond) == "too late")
    #expect(try await bob.device.sessions().first?.skippedKeys == 1000)
  }

  // MARK: - Forging stanzas

  /// A bundle cut down to its first one-time prekey.
  private func onlyOnePreKey(in bundle: String) throws -> String {
    var bundle = try Element.parse(bundle)
    for case (let index, .element(var child)) in bundle.children.enumerated() where child.name == "prekeys" {
      child.children = Array(child.children.prefix(1))
      bundle.children[index] = .element(child)
    }
    return try bundle.serialized()
  }
}
