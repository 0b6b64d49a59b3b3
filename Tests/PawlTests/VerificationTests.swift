import Foundation
import OMEMO
import Pawl
import Primitives
import Storage
import Testing
import Verification
import XML

@Suite("Verification by a shared secret in Device")
struct VerificationTests {
  private func start(_ one: TestDevice, _ other: TestDevice, _ secret: String = "right") async throws -> String {
    try await one.device.startVerification(of: other.jid, device: other.device.id, secret: secret, now: TestDevice.now)
  }

  private func answer(_ one: TestDevice, _ other: TestDevice, _ secret: String = "right") async throws -> String {
    try await one.device.answerVerification(other.jid, device: other.device.id, secret: secret, now: TestDevice.now)
  }

  private func state(_ device: TestDevice) async throws -> VerificationStatus.State? {
    try await device.device.verifications().first?.state
  }

  private func trust(_ one: TestDevice, in other: TestDevice) async throws -> Trust? {
    try await one.device.devices(of: other.jid).first { $0.device == other.device.id }?.trust
  }

  /// Delivers stanzas to and fro until nobody answers.
  private func deliver(_ stanza: String, from sender: TestDevice, to receiver: TestDevice) async throws {
    for reply in try await receiver.receive(stanza).answers { try await deliver(reply, from: receiver, to: sender) }
  }

  @Test("A run may be the very first thing between two devices, and each step may be another process", arguments: [true, false])
  func firstContact(reopens: Bool) async throws {
    let (alice, bob) = try await TestDevice.pair()
    let asked = try await bob.receive(start(alice, bob))
    #expect(asked.events.verification == .asked(question: nil))
    for answer in asked.answers { _ = try await alice.receive(answer) }
    let bobNow = reopens ? try bob.reopened() : bob.device
    let second = try await bobNow.answerVerification(alice.jid, device: alice.device.id, secret: "right", now: TestDevice.now)
    let aliceNow = reopens ? try alice.reopened() : alice.device
    let third = try await aliceNow.receive(second, now: TestDevice.now)
    #expect(third.events.verification == .wentOn && third.sender.trust == .trusted)
    let result = try await bobNow.receive(#require(third.answers.first), now: TestDevice.now)
    #expect(result.events.verification == .match && result.sender.trust == .verified)
    #expect(try await aliceNow.receive(#require(result.answers.first), now: TestDevice.now).events.verification == .match)
    #expect(try await trust(alice, in: bob) == .verified)
    #expect(try await trust(bob, in: alice) == .verified)
  }

  @Test("Both ask at once: the smaller name goes on, and one run is left that works", arguments: 0..<4)
  func crossed(round: Int) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let (fromAlice, fromBob) = (try await start(alice, bob), try await start(bob, alice))
    let (atBob, atAlice) = (try await bob.receive(fromAlice), try await alice.receive(fromBob))
    #expect(atBob.answers.isEmpty && atAlice.answers.isEmpty)
    let bobIsAsked = atBob.events.verification == .asked(question: nil)
    #expect(bobIsAsked != (atAlice.events.verification == .asked(question: nil)))
    let (asked, asking) = bobIsAsked ? (bob, alice) : (alice, bob)
    #expect(try await state(asked) == .asked)
    #expect(try await state(asking) == .waiting)
    try await deliver(answer(asked, asking), from: asked, to: asking)
    #expect(try await state(alice) == .match)
    #expect(try await state(bob) == .match)
  }

  @Test("A store that was put back drops its run: the peer gets no second guess")
  func rollback() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let mirror = FileMirror(path: bob.folder.path("generation"))
    _ = try bob.reopened(mirror: mirror)
    _ = try await bob.receive(start(alice, bob))
    #expect(try await state(bob) == .asked)
    try Data().write(to: URL(filePath: bob.folder.path("generation")))
    let restored = try bob.reopened(mirror: mirror)
    #expect(restored.wasRestored)
    #expect(try await restored.verifications().map(\.state) == [.dropped])
    await #expect(throws: VerificationError.notAsked) {
      _ = try await restored.answerVerification(alice.jid, device: alice.device.id, secret: "right", now: TestDevice.now)
    }
  }

  @Test("A late or repeated message of a run that is over has no effect")
  func over() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await bob.receive(start(alice, bob))
    let second = try await answer(bob, alice)
    let abort = try #require(try await bob.device.abortVerification(alice.jid, device: alice.device.id, now: TestDevice.now))
    // The network turns the two around.
    #expect(try await alice.receive(abort).events.verification == .aborted)
    let late = try await alice.receive(second)
    #expect(late.events.isEmpty && late.answers.isEmpty)
    #expect(try await state(alice) == .aborted)
    #expect(try await trust(alice, in: bob) == .trusted)
  }

  @Test("A message that is out of order, in bad form or beside others ends the run for both", arguments: 0..<3)
  func violation(kind: Int) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await bob.receive(start(alice, bob))
    let run = try await alice.runName()
    let step = Element(
      "smp", namespace: SMPMessage.namespace, ["run": run, "step": kind == 0 ? "3" : "2"],
      children: [
        Element("values", namespace: SMPMessage.namespace, text: Data(count: kind == 1 ? 5 : kind == 0 ? 256 : 352).base64EncodedString())
      ])
    let content = kind == 2 ? [step, Element("body", namespace: "jabber:client", text: "hi")] : [step]
    let received = try await alice.receive(bob.forged(content, to: alice))
    #expect(received.events.verification == .failed)
    #expect(received.text == (kind == 2 ? "hi" : nil))
    #expect(try await bob.receive(#require(received.answers.first)).events.verification == .aborted)
    #expect(try await state(alice) == .failed)
    #expect(try await state(bob) == .aborted)
  }

  @Test("A rejected device cannot ask, nor be asked")
  func distrusted() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await bob.device.setTrust(.distrusted, in: alice.device.fingerprint, of: alice.jid, device: alice.device.id, now: TestDevice.now)
    #expect(try await bob.receive(start(alice, bob)).events.isEmpty)
    #expect(try await state(bob) == nil)
    await #expect(throws: VerificationError.distrusted) { _ = try await start(bob, alice) }
  }

  @Test("Over the legacy wire it goes to devices only that do not show it as a text")
  func legacy() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .legacy)
    await #expect(throws: VerificationError.noSession([])) { _ = try await start(alice, bob) }
    try await alice.device.note(understandsTokens: true, device: bob.device.id, of: bob.jid)
    try await bob.device.note(understandsTokens: true, device: alice.device.id, of: alice.jid)
    _ = try await bob.receive(start(alice, bob))
    try await deliver(answer(bob, alice), from: bob, to: alice)
    #expect(try await state(alice) == .match)
    #expect(try await state(bob) == .match)
  }
}

extension [Event] {
  fileprivate var verification: VerificationEvent? {
    for case .verification(let event) in self { return event }
    return nil
  }
}

extension TestDevice {
  /// The name of the run that is under way in this device's store.
  fileprivate func runName() async throws -> String {
    let store = try Store(opening: folder.path("store"), key: .file(path: folder.path("store.key")))
    let run = try store.transaction { try $0.verifications().first?.run } ?? []
    return run.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// What this device would send if it were made to send this content.
  fileprivate func forged(_ content: [Element], to other: TestDevice) async throws -> String {
    let store = try Store(opening: folder.path("store"), key: .file(path: folder.path("store.key")))
    let jid = try JID(other.jid)
    let envelope = Envelope(
      content: content, time: DateTime(secondsSinceEpoch: Self.now), from: try JID(self.jid), to: jid)
    let payload = try PayloadCipher.seal(SecretBytes(copying: Array(envelope.serialised().utf8)))
    let sealed = try store.transaction { transaction in
      let id = try #require(try transaction.sessions(with: other.device.id, of: jid, in: .omemo2).first).id
      guard var session = try transaction.session(id) else { throw StorageError.missing }
      let sealed = try session.seal(payload.keyMaterial)
      try transaction.save(session, id, after: .sealed, now: Self.now)
      return sealed
    }
    let key = EncryptedElement.Key(recipient: other.device.id, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes)
    let encrypted = EncryptedElement(
      namespace: .omemo2, sender: device.id, keys: [EncryptedElement.Keys(account: jid, keys: [key])],
      payload: payload.payload)
    return try EncryptedMessage(from: JID(self.jid), to: jid, id: EncryptedMessage.randomID(), encrypted: [encrypted], isShown: false)
      .element.serialized()
  }
}
