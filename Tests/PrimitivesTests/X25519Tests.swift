import Primitives
import TestSupport
import Testing

@Suite struct X25519Tests {
  struct Agreement: Decodable, Sendable {
    let `public`: HexBytes
    let `private`: HexBytes
    let shared: HexBytes
  }

  /// What Wycheproof says of the keys that must not be used. It accepts them by the letter of RFC 7748; we do not.
  static let refusedFlags: Set<String> = ["LowOrderPublic", "NonCanonicalPublic", "ZeroSharedSecret"]

  @Test(arguments: try WycheproofFile<Agreement>("x25519").cases)
  func `A key is refused just when it is of low order or not canonical, and all others agree`(
    _ test: WycheproofCase<Agreement>
  ) throws {
    let peer: X25519PublicKey
    do {
      peer = try X25519PublicKey(test.inputs.public.bytes)
    } catch {
      #expect(error == .lowOrder || error == .notCanonical)
      #expect(!test.flags.isDisjoint(with: Self.refusedFlags))
      return
    }
    #expect(test.flags.isDisjoint(with: Self.refusedFlags))
    let key = try privateKey(test.inputs.private.bytes)
    let shared = try key.sharedSecret(with: peer).declassified()
    #expect(shared == test.inputs.shared.bytes)
  }

  @Test func `All Wycheproof cases are there`() throws {
    let file = try WycheproofFile<Agreement>("x25519")
    #expect(file.cases.count == file.numberOfTests)
    #expect(file.cases.filter { !$0.flags.isDisjoint(with: Self.refusedFlags) }.count == 44)
  }

  @Test(arguments: try RecordFile.records("rfc/rfc7748.txt"))
  func `The vectors of RFC 7748 agree`(_ record: [String: String]) throws {
    let key = try privateKey([UInt8](hex: #require(record["INPUT_SCALAR"])))
    // The second vector sets bit 255, which RFC 7748 masks and we refuse.
    var u = [UInt8](hex: try #require(record["INPUT_U"]))
    u[31] &= 0x7f
    let shared = try key.sharedSecret(with: X25519PublicKey(u)).declassified()
    #expect(shared.hex == record["OUTPUT_U"])
  }

  @Test(arguments: [
    (1, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"),
    (1000, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"),
  ])
  func `The iteration of RFC 7748 section 5 agrees`(_ count: Int, _ expected: String) throws {
    var k = [9] + [UInt8](repeating: 0, count: 31)
    var u = k
    for _ in 0..<count {
      let shared = try privateKey(k).sharedSecret(with: X25519PublicKey(u)).declassified()
      (k, u) = (shared, k)
    }
    #expect(k.hex == expected)
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "x25519"))
  func `Both sides of libsignal's test agree`(_ record: KnownAnswer) throws {
    let alice = try privateKey(record["alice_private"])
    let bob = try privateKey(record["bob_private"])
    #expect(alice.publicKey.encoded == record["alice_public"])
    #expect(bob.publicKey.encoded == record["bob_public"])
    let here = try alice.sharedSecret(with: bob.publicKey).declassified()
    let there = try bob.sharedSecret(with: alice.publicKey).declassified()
    #expect(here == record["shared"])
    #expect(there == record["shared"])
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `A key of another length is refused`(_ count: Int) {
    let bytes = [UInt8](repeating: 9, count: count)
    #expect(throws: KeyError.wrongLength) { try X25519PublicKey(bytes) }
    #expect(throws: KeyError.wrongLength) { _ = try X25519PrivateKey(SecretBytes(copying: bytes)) }
    #expect(throws: KeyError.wrongLength) {
      _ = try X25519PrivateKey(
        stored: SecretBytes(copying: bytes), publicKey: X25519PublicKey([9] + [UInt8](repeating: 0, count: 31)))
    }
  }

  @Test(arguments: [
    ("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", KeyError.notCanonical),  // p
    ("f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", .notCanonical),  // p + 9
    ("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", .notCanonical),  // 2^255 - 1
    ("0900000000000000000000000000000000000000000000000000000000000080", .notCanonical),  // 9, bit 255 set
    ("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", .lowOrder),  // -1
    ("0000000000000000000000000000000000000000000000000000000000000000", .lowOrder),
    ("0100000000000000000000000000000000000000000000000000000000000000", .lowOrder),
    ("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", .lowOrder),
    ("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157", .lowOrder),
  ])
  func `A refusal names its reason`(_ hex: String, _ reason: KeyError) {
    #expect(throws: reason) { try X25519PublicKey([UInt8](hex: hex)) }
  }

  @Test func `The largest canonical u that is not of low order is accepted`() throws {
    let bytes = [0xeb] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
    #expect(try X25519PublicKey(bytes).encoded == bytes)
  }

  @Test(arguments: [0, 1, 2, 254, 255])
  func `A bit that clamping sets does not matter`(_ bit: Int) throws {
    var clamped = (65..<97).map { UInt8($0) }
    clamped[0] &= 0xf8
    clamped[31] = clamped[31] & 0x7f | 0x40
    let key = try privateKey(clamped.flippingBit(bit))
    let publicKey = try privateKey(clamped).publicKey
    let samePublicKey = key.publicKey == publicKey
    let scalar = key.scalar.declassified()
    #expect(samePublicKey)
    #expect(scalar == clamped)
  }

  @Test func `A stored key agrees as the key did that was stored`() throws {
    let key = X25519PrivateKey()
    let peer = X25519PrivateKey()
    let stored = try X25519PrivateKey(stored: key.scalar.part(0..<32), publicKey: key.publicKey)
    let agree = try stored.sharedSecret(with: peer.publicKey).matches(peer.sharedSecret(with: key.publicKey))
    #expect(agree)
  }

  @Test func `Every new key is another one`() {
    let keys = Set((0..<100).map { _ in X25519PrivateKey().publicKey })
    #expect(keys.count == 100)
  }
}

/// A private key from bytes of a vector.
func privateKey(_ bytes: [UInt8]) throws(KeyError) -> X25519PrivateKey {
  try X25519PrivateKey(SecretBytes(copying: bytes))
}
