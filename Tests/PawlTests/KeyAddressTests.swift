import Foundation
import Pawl
import Primitives
import Storage
import TestSupport
import Testing
import Verification
import XML

@Suite("Key addresses in Device")
struct DeviceKeyAddressTests {
  private static let day: Int64 = 24 * 3600

  /// Bob's device at his key address, and Alice, who knows it by its list and bundle.
  private func world() async throws -> (alice: TestDevice, bob: TestDevice) {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice(keyAddressAt: "example.net", id: 2)
    try await alice.meet(bob)
    try await bob.meet(alice)
    return (alice, bob)
  }

  /// Bob's second device, with a key of its own, and all that has met it.
  private func tablet(of bob: TestDevice, for alice: TestDevice) async throws -> TestDevice {
    let tablet = try TestDevice(bob.jid, id: 3)
    try await bob.meet(bob, tablet)
    try await tablet.meet(bob, tablet)
    try await tablet.meet(alice)
    try await alice.meet(bob, tablet)
    return tablet
  }

  private func publish(_ actions: [Action], of bob: TestDevice, to alice: TestDevice, later: Int64 = 0) async throws
    -> ImportedStatements
  {
    var statements: [String] = []
    for case .publishDeviceStatement(let item) in actions {
      statements.append(try #require(try await bob.device.deviceStatement(item: item)))
    }
    return try await alice.device.importDeviceStatements(statements, of: bob.jid, now: TestDevice.now + later)
  }

  @Test("The address is the key in Base32, and whoever has it has verified the device")
  func verifiedByAddress() async throws {
    let (alice, bob) = try await world()
    let address = try #require(try KeyAddress(JID(bob.jid)))
    #expect(try address.key == bob.identityKey())
    #expect(bob.jid.hasSuffix("@example.net") && bob.jid.utf8.count == 52 + "@example.net".utf8.count)
    #expect(try await alice.trust(in: bob) == .verified)
    let received = try await alice.receive(bob.send("hello", to: alice))
    #expect(received.sender.identity == address.local(.base32) && received.sender.trust == .verified)
    try await alice.device.setTrustPolicy(.alwaysVerify)
    #expect(try await bob.read(alice.send("hello", to: bob)) == "hello")
  }

  @Test("A device with another key gets nothing under any policy, until the owner signs it", arguments: TrustPolicy.allCases)
  func statement(policy: TrustPolicy) async throws {
    let (alice, bob) = try await world()
    try await alice.device.setTrustPolicy(policy)
    let tablet = try await tablet(of: bob, for: alice)
    #expect(try await alice.trust(in: tablet) == .undecided)
    #expect(try await alice.device.encrypt("one", to: bob.jid, now: TestDevice.now).recipients == [bob.recipient])
    let actions = try await bob.device.vouch(for: tablet.device.id, fingerprint: tablet.device.fingerprint, now: TestDevice.now)
    #expect(try await bob.trust(in: tablet) == .verified)
    let imported = try await publish(actions, of: bob, to: alice)
    #expect(imported.changes == [TrustChange(tablet, .verified, by: nil)] && !imported.isContradicted)
    let sent = try await alice.device.encrypt("two", to: bob.jid, now: TestDevice.now)
    #expect(Set(sent.recipients) == [bob.recipient, tablet.recipient])
    #expect(try await tablet.read(sent.stanza) == "two")
  }

  @Test("A ghost at a key address is no more than a name: a key exchange of its is read, and not trusted")
  func ghost() async throws {
    let (alice, bob) = try await world()
    let ghost = try TestDevice(bob.jid, id: 66)
    try await ghost.meet(alice)
    #expect(try await alice.receive(ghost.send("I am Bob", to: alice)).sender.trust == .undecided)
    try await alice.meet(bob, ghost)
    #expect(try await alice.device.encrypt("hello", to: bob.jid, now: TestDevice.now).recipients == [bob.recipient])
  }

  @Test("A statement that has expired counts no more; one that was renewed does")
  func expiry() async throws {
    let (alice, bob) = try await world()
    let tablet = try await tablet(of: bob, for: alice)
    _ = try await publish(
      bob.device.vouch(for: tablet.device.id, fingerprint: tablet.device.fingerprint, now: TestDevice.now), of: bob, to: alice)
    let later = TestDevice.now + 91 * Self.day
    #expect(try await alice.device.encrypt("late", to: bob.jid, now: later).recipients == [bob.recipient])
    #expect(try await alice.trust(in: tablet) == .undecided)
    #expect(try await bob.device.maintain(now: TestDevice.now + Self.day).statements.isEmpty)
    let renewed = try await bob.device.maintain(now: TestDevice.now + 60 * Self.day)
    #expect(renewed.statements.count == 1)
    _ = try await publish(renewed, of: bob, to: alice, later: 91 * Self.day)
    #expect(try await alice.trust(in: tablet) == .verified)
  }

  @Test("A revocation is for good: the old statement does not come back, and no trust in the key outlives it")
  func revoked() async throws {
    let (alice, bob) = try await world()
    let tablet = try await tablet(of: bob, for: alice)
    let vouched = try await bob.device.vouch(for: tablet.device.id, fingerprint: tablet.device.fingerprint, now: TestDevice.now)
    guard case .publishDeviceStatement(let item)? = vouched.first else { return }
    let old = try #require(try await bob.device.deviceStatement(item: item))
    _ = try await publish(vouched, of: bob, to: alice)
    _ = try await alice.verify(tablet)
    let revoked = try await bob.device.revoke(tablet.device.id, fingerprint: tablet.device.fingerprint, now: TestDevice.now + 1)
    #expect(try await bob.trust(in: tablet) == .distrusted)
    let imported = try await publish(revoked, of: bob, to: alice, later: 2)
    #expect(imported.changes == [TrustChange(tablet, .distrusted, by: nil)])
    _ = try await alice.device.importDeviceStatements([old], of: bob.jid, now: TestDevice.now + 3)
    #expect(try await alice.trust(in: tablet) == .distrusted)
    await #expect(throws: AddressError.revoked) {
      _ = try await bob.device.vouch(for: tablet.device.id, fingerprint: tablet.device.fingerprint, now: TestDevice.now + 9)
    }
    // Years later, too.
    #expect(
      try await alice.device.encrypt("on", to: bob.jid, now: TestDevice.now + 2000 * Self.day).recipients == [bob.recipient])
  }

  @Test("The user's word stands over the address: who distrusts a key is not overruled by a statement")
  func usersWord() async throws {
    let (alice, bob) = try await world()
    _ = try await alice.decide(.distrusted, bob)
    _ = try await alice.device.importDeviceStatements([], of: bob.jid, now: TestDevice.now)
    #expect(try await alice.trust(in: bob) == .distrusted)
    await #expect(throws: SendError.self) { _ = try await alice.send("no", to: bob) }
  }

  @Test("Another's statements, for another account or by another key, have no effect", arguments: 0..<3)
  func foreign(kind: Int) async throws {
    let (alice, bob) = try await world()
    let tablet = try await tablet(of: bob, for: alice)
    let mallory = try TestDevice(keyAddressAt: "example.net", id: 9)
    let key = try kind == 0 ? mallory.identity() : bob.identity()
    let signer = kind == 0 ? mallory : bob
    let moment = DateTime(secondsSinceEpoch: TestDevice.now)
    let claims = try DeviceStatement(
      addressKey: signer.identityKey(), identityKey: tablet.identityKey(), device: kind == 1 ? 4 : 3,
      jid: JID(kind == 2 ? bob.jid.replacing("example.net", with: "example.com") : bob.jid), serial: 1, state: .valid,
      period: ValidityPeriod(issued: moment, expires: DateTime(secondsSinceEpoch: TestDevice.now + Self.day)))
    let xml = try Signed(claims, by: key).element.serialized()
    let imported = try await alice.device.importDeviceStatements([xml, "<nothing/>", "no XML"], of: bob.jid, now: TestDevice.now)
    #expect(imported.changes.isEmpty)
    #expect(try await alice.trust(in: tablet) == .undecided)
  }

  @Test("Two statements of one number are told of: the key may be in two hands")
  func contradiction() async throws {
    let (alice, bob) = try await world()
    let tablet = try await tablet(of: bob, for: alice)
    let moment = DateTime(secondsSinceEpoch: TestDevice.now)
    let elements = try [Int64(1), 2].map { days in
      let claims = try DeviceStatement(
        addressKey: bob.identityKey(), identityKey: tablet.identityKey(), device: 3, jid: JID(bob.jid), serial: 7,
        state: .valid, period: ValidityPeriod(issued: moment, expires: DateTime(secondsSinceEpoch: TestDevice.now + days * Self.day)))
      return try Signed(claims, by: bob.identity()).element.serialized()
    }
    #expect(try await alice.device.importDeviceStatements(elements, of: bob.jid, now: TestDevice.now).isContradicted)
  }

  @Test("What looks like a key address and is no key is nobody's")
  func noKey() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let address = String(repeating: "0", count: 64) + "@example.net"
    await #expect(throws: SendError.invalidJID) { _ = try await alice.device.encrypt("no", to: address, now: TestDevice.now) }
    await #expect(throws: ImportError.invalidJID) {
      _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'/>", of: address)
    }
    #expect(throws: DeviceError.invalidJID) { _ = try TestDevice(address) }
  }

  @Test("Only the device whose key the address is can sign, and only for devices that it knows")
  func owner() async throws {
    let (alice, bob) = try await world()
    let tablet = try await tablet(of: bob, for: alice)
    await #expect(throws: AddressError.notOwner) {
      _ = try await tablet.device.vouch(for: bob.device.id, fingerprint: bob.device.fingerprint, now: TestDevice.now)
    }
    await #expect(throws: AddressError.notOwner) { _ = try await alice.device.setAddresses([alice.jid], now: TestDevice.now) }
    await #expect(throws: AddressError.otherKey) {
      _ = try await bob.device.vouch(for: tablet.device.id, fingerprint: alice.device.fingerprint, now: TestDevice.now)
    }
    await #expect(throws: AddressError.unknownDevice) {
      _ = try await bob.device.vouch(for: #require(DeviceID(99)), fingerprint: alice.device.fingerprint, now: TestDevice.now)
    }
  }
}

extension TestDevice {
  func identity() throws -> IdentityKeyPair {
    let account = try store().transaction { try $0.account() }
    return try IdentityKeyPair(decoding: account.identity.encoded())
  }
}

extension [Action] {
  var statements: [Action] {
    filter { if case .publishDeviceStatement = $0 { true } else { $0 == .publishAddressList } }
  }
}
