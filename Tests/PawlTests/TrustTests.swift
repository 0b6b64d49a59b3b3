import Pawl
import Testing

@Suite("Trust")
struct TrustTests {
  @Test("Each policy refuses the keys that it says, and names the device and why", arguments: TrustPolicy.allCases, Trust.allCases)
  func policies(policy: TrustPolicy, trust: Trust) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.device.setTrustPolicy(policy)
    _ = try await alice.device.setTrust(trust, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    let reason: Omission.Reason? =
      switch (trust, policy) {
      case (.undecided, _): .undecided
      case (.distrusted, _): .distrusted
      case (.trusted, .alwaysVerify): .unverified
      case (.trusted, _), (.verified, _): nil
      }
    guard let reason else {
      #expect(try await bob.read(alice.send("allowed", to: bob)) == "allowed")
      return
    }
    let before = try alice.bytes()
    await #expect(throws: SendError.noUsableDevice([Omission(recipient: bob.recipient, reason: reason)], [])) {
      _ = try await alice.send("refused", to: bob)
    }
    #expect(try alice.bytes() == before)
  }

  @Test("Of two devices one is refused: the other still reads, and the caller learns which did not")
  func partly() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let tablet = try TestDevice(bob.jid, id: 3)
    try await alice.meet(bob, tablet)
    _ = try await alice.device.setTrust(.distrusted, in: tablet.device.fingerprint, of: bob.jid, device: tablet.device.id, now: TestDevice.now)
    let sent = try await alice.device.encrypt("hello", to: bob.jid, now: TestDevice.now)
    #expect(sent.recipients == [bob.recipient])
    #expect(sent.omitted == [Omission(recipient: tablet.recipient, reason: .distrusted)])
    #expect(try await bob.read(sent.stanza) == "hello")
    await #expect(throws: ReceiveError.notForThisDevice) { _ = try await tablet.receive(sent.stanza) }
  }

  @Test("B1 ghost device: a server that adds a device to a verified account gets nothing for it")
  func ghostDevice() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.device.setTrust(.verified, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    let ghost = try TestDevice(bob.jid, id: 66)
    try await alice.meet(bob, ghost)
    let sent = try await alice.device.encrypt("hello", to: bob.jid, now: TestDevice.now)
    #expect(sent.recipients == [bob.recipient])
    #expect(sent.omitted == [Omission(recipient: ghost.recipient, reason: .undecided)])
  }

  @Test("A new key is trusted only where the policy is to trust blindly", arguments: TrustPolicy.allCases)
  func newKeys(policy: TrustPolicy) async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice("bob@example.net", id: 2)
    try await alice.device.setTrustPolicy(policy)
    #expect(try await alice.device.trustPolicy() == policy)
    try await alice.meet(bob)
    let known = try await alice.device.devices(of: bob.jid)
    #expect(known.map(\.trust) == [policy == .blindTrustBeforeVerification ? .trusted : .undecided])
    #expect(known.map(\.fingerprint) == [bob.device.fingerprint])
  }

  @Test("A decision is on the key that was shown, not on the device that has it")
  func otherKey() async throws {
    let (alice, bob) = try await TestDevice.pair()
    await #expect(throws: TrustError.otherKey) {
      _ = try await alice.device.setTrust(.verified, in: alice.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    }
    await #expect(throws: TrustError.unknownDevice) {
      let nobody = try #require(DeviceID(99))
      _ = try await alice.device.setTrust(.verified, in: bob.device.fingerprint, of: bob.jid, device: nobody, now: TestDevice.now)
    }
    #expect(try await alice.device.devices(of: bob.jid).map(\.trust) == [.trusted])
  }

  @Test("B3 identity key change: a changed key is refused until the old one is given up, and then inherits nothing", arguments: [Trust.trusted, .verified])
  func changedKey(trust: Trust) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.device.setTrust(trust, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    let other = try TestDevice(bob.jid, id: bob.device.id.value)
    try await other.meet(alice)
    await #expect(throws: ImportError.identityChanged) { try await other.giveBundle(to: alice) }
    let stanza = try await other.send("it is me", to: alice)
    await #expect(throws: ReceiveError.identityChanged) { _ = try await alice.receive(stanza) }
    #expect(try await alice.device.remedy(for: .identityChanged, to: stanza) == .reviewKey(bob.recipient))

    try await alice.device.forgetKey(of: bob.jid, device: bob.device.id)
    let received = try await alice.receive(stanza)
    #expect(received.text == "it is me" && received.sender.trust == .undecided)
    #expect(try await alice.device.devices(of: bob.jid).map(\.isKnownOtherwise) == [true])
    await #expect(throws: SendError.self) { _ = try await alice.send("who is it?", to: bob) }
  }

  @Test("C13 presence leak: a distrusted device is read, marked as such, and gets no answer")
  func distrustedSender() async throws {
    let (alice, bob) = try await TestDevice.pair()
    _ = try await bob.device.setTrust(.distrusted, in: alice.device.fingerprint, of: alice.jid, device: alice.device.id, now: TestDevice.now)
    let received = try await bob.receive(alice.send("hello", to: bob))
    #expect(received.text == "hello" && received.sender.trust == .distrusted)
    #expect(received.answers.isEmpty)
    #expect(try await bob.device.maintain(now: TestDevice.now).isEmpty == false)  // the first signed prekey's bundle
    #expect(try await bob.device.maintain(now: TestDevice.now).isEmpty)
    await #expect(throws: SendError.self) {
      _ = try await bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now)
    }
  }

  @Test("A fingerprint is read as people copy it", arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 65)])
  func fingerprintText(bad: String) throws {
    let digits = String(repeating: "0123456789abcdef", count: 4)
    let fingerprint = try #require(Fingerprint(digits))
    #expect(Fingerprint(fingerprint.description) == fingerprint)
    #expect(Fingerprint(digits.uppercased()) == fingerprint)
    #expect(Fingerprint("  " + fingerprint.description.replacing(" ", with: "-") + "\n") == fingerprint)
    #expect(Fingerprint(digits.dropLast() + "0") != fingerprint)
    #expect(Fingerprint(bad) == nil)
  }
}
