import Primitives
import TestSupport
import Testing
import Verification
import XML

@Suite("Key addresses")
struct KeyAddressTests {
  static let key = try! Ed25519PublicKey(
    [UInt8](hex: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"))
  static let onion = String(repeating: "ab", count: 28) + ".onion"

  @Test("The article's sample has its spelling, though it is no key")
  func article() {
    let bytes = [UInt8](hex: "7388a1238a0865a74d721861356d3f7869c598494ff906a52e15338585a02c00")
    #expect(Base32.encode(bytes) == "ooekci4kbbs2otlsdbqtk3j7pbu4lgcjj74qnjjocuzylbnafqaa")
    #expect(Base32.decode("ooekci4kbbs2otlsdbqtk3j7pbu4lgcjj74qnjjocuzylbnafqaa") == bytes)
  }

  @Test(
    "RFC 4648's Base32, in lower case and without padding",
    arguments: [
      ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
      ("foobar", "mzxw6ytboi"),
    ])
  func base32(text: String, encoded: String) {
    #expect(Base32.encode(Array(text.utf8)) == encoded)
    #expect(Base32.decode(encoded) == Array(text.utf8))
  }

  @Test(
    "Base32 of another length, case, alphabet, or with bits behind the bytes is refused",
    arguments: [
      "m", "mzx", "mzxw6y", "MY", "mz", "m1", "m8", "my======", "m y", "mÿ", "mzxr", "mzxw7", "a", "mya", "mzxw6a",
    ])
  func badBase32(text: String) {
    #expect(Base32.decode(text) == nil)
  }

  @Test("A key makes an address at each host and is found in it", arguments: KeyAddress.Spelling.allCases)
  func hosts(spelling: KeyAddress.Spelling) throws {
    for host in ["example.org", Self.onion, "[2001:db8::1]", "192.0.2.1", "münchen.example"] {
      let jid = try KeyAddress(Self.key).jid(at: host, spelling)
      #expect(jid.domain == host && jid.local?.utf8.count == spelling.characterCount)
      #expect(try KeyAddress(jid)?.key == Self.key)
      #expect(try KeyAddress(JID(jid.description.uppercased().replacing("Ü", with: "ü")))?.key == Self.key)
    }
  }

  @Test("What is no host makes no address", arguments: ["", "a@b", "a/b", "a b", "x@", "/", "a..b", "a\u{202e}b"])
  func badHosts(host: String) {
    #expect(throws: KeyAddressError.invalidHost) { try KeyAddress(Self.key).jid(at: host) }
  }

  @Test("One key is one identity, on every host, in either spelling, with any resource")
  func sameIdentity() throws {
    let address = KeyAddress(Self.key)
    let (hex, base32) = (try address.jid(at: "example.org", .hex), try address.jid(at: Self.onion))
    let other = try KeyAddress(IdentityKeyPair.generate().publicKey).jid(at: "example.org")
    #expect(KeyAddress.areSameIdentity(hex, base32))
    #expect(KeyAddress.areSameIdentity(hex, try JID(base32.description + "/phone")))
    #expect(!KeyAddress.areSameIdentity(hex, other))
    #expect(!KeyAddress.areSameIdentity(hex, try JID("juliet@example.org")))
    #expect(KeyAddress.areSameIdentity(try JID("juliet@example.org/a"), try JID("Juliet@example.org/b")))
    #expect(!KeyAddress.areSameIdentity(try JID("juliet@example.org"), try JID("juliet@example.net")))
    #expect(!KeyAddress.areSameIdentity(try JID("example.org"), hex))
  }

  @Test("An address vouches for its own key, and for a device that it signed")
  func vouching() throws {
    let owner = try IdentityKeyPair.generate()
    let device = try IdentityKeyPair.generate()
    let (ownerKey, deviceKey) = (owner.publicKey, device.publicKey)
    let address = KeyAddress(ownerKey)
    let jid = try address.jid(at: "example.org")
    let elsewhere = try address.jid(at: "example.net")
    func statement(_ state: DeviceStatement.State, of key: Ed25519PublicKey) throws -> DeviceStatement {
      try DeviceStatement(
        addressKey: ownerKey, identityKey: key, device: 5, jid: jid, serial: 1, state: state, period: Self.period)
    }
    let valid = [try Signed(statement(.valid, of: deviceKey), by: owner).verified(by: ownerKey, now: Self.now)]
    let revoked = [try Signed(statement(.revoked, of: deviceKey), by: owner).verified(by: ownerKey, now: Self.now)]
    let ownRevoked = [try Signed(statement(.revoked, of: ownerKey), by: owner).verified(by: ownerKey, now: Self.now)]
    func vouches(
      _ key: IdentityKey, _ statements: [Verified<DeviceStatement>] = [], device: UInt32 = 5, jid: JID = jid,
      address: KeyAddress = address
    ) -> Bool {
      AddressCheck.vouches(address, for: key, device: device, of: jid, statements)
    }
    #expect(vouches(.ed25519(ownerKey)))
    #expect(vouches(.curve25519(try ownerKey.agreementKey())))
    #expect(!vouches(.ed25519(deviceKey)))
    #expect(vouches(.ed25519(deviceKey), valid))
    #expect(vouches(.curve25519(try deviceKey.agreementKey()), valid, jid: try JID(jid.description + "/phone")))
    #expect(!vouches(.ed25519(deviceKey), valid, device: 6))
    #expect(!vouches(.ed25519(deviceKey), valid, jid: elsewhere))
    #expect(!vouches(.ed25519(deviceKey), valid, address: KeyAddress(Self.key)))
    #expect(!vouches(.ed25519(deviceKey), revoked))
    #expect(!vouches(.ed25519(deviceKey), valid + revoked))
    #expect(!vouches(.ed25519(ownerKey), ownRevoked))
    #expect(vouches(.ed25519(ownerKey), revoked))
  }

  @Test("Another key than the claims name does not sign them")
  func anotherSigner() throws {
    let owner = try IdentityKeyPair.generate()
    let other = try IdentityKeyPair.generate()
    let list = try AddressList(
      addressKey: owner.publicKey, serial: 1, period: Self.period, addresses: [JID("juliet@example.org")])
    #expect(throws: StatementError.anotherKey) { try Signed(list, by: other) }
  }

  @Test("What is not to be read is not to be made either")
  func making() throws {
    let jid = try JID("juliet@example.org")
    func list(_ addresses: [JID]) throws(StatementError) -> AddressList {
      try AddressList(addressKey: Self.key, serial: 1, period: Self.period, addresses: addresses)
    }
    #expect(throws: StatementError.invalidList) { try list([]) }
    #expect(throws: StatementError.invalidList) { try list([jid, jid]) }
    #expect(throws: StatementError.invalidList) { try list((0..<17).map { try! JID("juliet@\($0).example") }) }
    #expect(throws: StatementError.invalidAddress) { try list([JID("juliet@example.org/a")]) }
    #expect(throws: StatementError.invalidAddress) { try list([JID("example.org")]) }
    for device in [0, 1 << 31] as [UInt32] {
      #expect(throws: StatementError.invalidDevice) {
        try DeviceStatement(
          addressKey: Self.key, identityKey: Self.key, device: device, jid: jid, serial: 1, state: .valid,
          period: Self.period)
      }
    }
    #expect(throws: StatementError.invalidPeriod) { try ValidityPeriod(issued: Self.now, expires: Self.now) }
  }

  @Test("Both kinds have a node of their own")
  func nodes() {
    #expect(Signed<DeviceStatement>.node == "urn:pawl:identity:0:device-statement")
    #expect(Signed<AddressList>.node == "urn:pawl:identity:0:address-list")
  }

  static let now = DateTime(secondsSinceEpoch: 1_800_000_000)
  static let period = try! ValidityPeriod(issued: now, expires: DateTime(secondsSinceEpoch: 1_800_086_400))
}
