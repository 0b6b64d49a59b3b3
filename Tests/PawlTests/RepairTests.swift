import GRDB
import Pawl
import Primitives
import Testing

@Suite("Sessions that are begun anew")
struct RepairTests {
  /// Bob loses every session, as after a fault of his own.
  private func lose(_ device: TestDevice) throws {
    try DatabaseQueue(path: device.folder.path("store")).write { try $0.execute(sql: "DELETE FROM sessions") }
  }

  @Test("A message without a session: a new one is begun at once, and the next message is read", arguments: Namespace.allCases)
  func noSession(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    try lose(bob)
    let lost = try await alice.send("lost", to: bob)
    await #expect(throws: ReceiveError.noSession) { _ = try await bob.receive(lost) }
    #expect(try await bob.device.remedy(for: .noSession, to: lost) == .startSession(alice.recipient, namespace))

    try await alice.giveBundle(to: bob, in: namespace)
    let exchange = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now)
    for case .send(let answer) in try await alice.receive(exchange).actions { _ = try await bob.receive(answer) }
    #expect(try await bob.read(alice.send("found", to: bob)) == "found")
    #expect(try await alice.read(bob.send("again", to: alice)) == "again")
  }

  @Test("A message that cannot be decrypted begins nothing by itself; repair does, and late messages are still read", arguments: Namespace.allCases)
  func undecryptable(namespace: Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    let late = try await alice.send("late", to: bob)
    let broken = try await Forging.changing(Forging.key(in: namespace), of: alice.send("broken", to: bob)) {
      $0[$0.count - 1] ^= 1
    }
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.undecryptable) { _ = try await bob.receive(broken) }
    #expect(try await bob.device.remedy(for: .undecryptable, to: broken) == .offerRepair(alice.recipient, namespace))
    #expect(try bob.bytes() == before)

    try await alice.giveBundle(to: bob, in: namespace)
    _ = try await alice.receive(bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now))
    #expect(try await bob.read(late) == "late")
    #expect(try await bob.read(alice.send("healed", to: bob)) == "healed")
  }

  @Test("Without a bundle nothing is repaired, and it is said which to fetch")
  func noBundle() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let before = try bob.bytes()
    let missing = SendError.noUsableDevice(
      [Omission(recipient: alice.recipient, reason: .noBundle)],
      [.fetchBundle(jid: alice.jid, device: alice.device.id, .omemo2)])
    await #expect(throws: missing) {
      _ = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now)
    }
    await #expect(throws: SendError.noDevices) {
      _ = try await bob.device.repair("nobody@example.org", device: alice.device.id, now: TestDevice.now)
    }
    #expect(try bob.bytes() == before)
  }

  @Test("C4 healing loop: three times a day and no more, so that two clients cannot go on for ever")
  func bounded() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let day: Int64 = 24 * 3600
    func repair(at now: Int64) async throws {
      try await alice.giveBundle(to: bob)
      _ = try await bob.device.repair(alice.jid, device: alice.device.id, now: now)
    }
    for hour in 0..<3 { try await repair(at: TestDevice.now + Int64(hour) * 3600) }
    try await alice.giveBundle(to: bob)
    let before = try bob.bytes()
    await #expect(throws: SendError.repairedTooOften) {
      _ = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now + day - 1)
    }
    #expect(try bob.bytes() == before)
    try await repair(at: TestDevice.now + day)
  }

  @Test("A message that is tried in many sessions, a thousand steps ahead in each, is given up before it has cost ten thousand")
  func tried() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    // Eight sessions take the limit; of a ninth no more is left.
    for (sessions, error) in [(7, ReceiveError.undecryptable), (8, .tooFarAhead)] {
      while try await bob.device.sessions().count < sessions {
        let now = TestDevice.now + Int64(try await bob.device.sessions().count) * 24 * 3600
        try await bob.giveBundle(to: alice)
        let exchange = try await alice.device.repair(bob.jid, device: bob.device.id, now: now)
        for case .send(let answer) in try await bob.receive(exchange).actions { _ = try await alice.receive(answer) }
      }
      let forged = try await Forging.changing(Forging.key(in: .omemo2), of: alice.send("hello", to: bob)) {
        // n = 1000, pn = 0, a ratchet key that nobody knows, and a block that no key made.
        let message =
          [0x08, 0xE8, 0x07, 0x10, 0x00, 0x1A, 32] + X25519PrivateKey().publicKey.encoded + [0x22, 16]
          + [UInt8](repeating: 0, count: 16)
        $0 = [0x0A, 16] + [UInt8](repeating: 0, count: 16) + [0x12, UInt8(message.count)] + message
      }
      let before = try bob.bytes()
      await #expect(throws: error) { _ = try await bob.receive(forged) }
      #expect(try bob.bytes() == before)
    }
  }

  @Test("A server that withholds the OMEMO 2 bundle does not bring a conversation down to the legacy wire")
  func noDowngrade() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .omemo2)
    try await bob.meet(alice, in: .legacy)
    await #expect(throws: SendError.self) {
      _ = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now)
    }
    #expect(try await bob.send("still new", to: alice).contains("urn:xmpp:omemo:2"))
  }

  @Test("A session of OMEMO 2 heals in OMEMO 2 though the list names the device in the legacy version only")
  func listedInLegacyOnly() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .omemo2)
    _ = try await bob.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'/>", of: alice.jid)
    try await bob.meet(alice, in: .legacy)
    try await alice.giveBundle(to: bob)
    let exchange = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now)
    #expect(exchange.contains("urn:xmpp:omemo:2"))
    _ = try await alice.receive(exchange)
    #expect(try await alice.read(bob.send("healed", to: alice)) == "healed")
  }

  @Test("C11 silent failure: what there is to do about a refusal", arguments: [
    (ReceiveError.duplicate, Remedy.ignore), (.ownIdentity, .ignore), (.malformed, .notice), (.wrongSender, .notice),
    (.wrongRecipient, .notice), (.exchangeMismatch, .notice), (.unsupportedVersion, .notice),
    (.tooManyDevices, .notice), (.notForThisDevice, .notice), (.store(.corrupt), .notice), (.store(.busy), .retry),
    (.store(.full), .retry), (.store(.suspended), .retry),
  ])
  func remedies(error: ReceiveError, remedy: Remedy) async throws {
    let (alice, bob) = try await TestDevice.pair()
    let stanza = try await alice.send("hello", to: bob)
    #expect(try await bob.device.remedy(for: error, to: stanza) == remedy)
  }
}
