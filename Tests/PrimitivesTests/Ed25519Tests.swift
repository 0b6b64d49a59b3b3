import Primitives
import TestSupport
import Testing

@Suite struct Ed25519Tests {
  struct Verification: Decodable, Sendable {
    let msg: HexBytes
    let sig: HexBytes
  }

  static func wycheproof() throws -> [(HexBytes, WycheproofCase<Verification>)] {
    try WycheproofFile<Verification>("ed25519").testGroups.flatMap { group in
      try group.tests.map { (try #require(group.publicKey).pk, $0) }
    }
  }

  @Test(arguments: try wycheproof())
  func `A signature verifies just when Wycheproof calls it valid`(
    _ key: HexBytes, _ test: WycheproofCase<Verification>
  ) {
    #expect(verifies(key.bytes, test.inputs.sig.bytes, test.inputs.msg.bytes) == (test.result == .valid))
  }

  @Test func `All Wycheproof cases are there`() throws {
    let file = try WycheproofFile<Verification>("ed25519")
    #expect(file.cases.count == file.numberOfTests)
  }

  /// Lines of `sign.input`: seed and key, key, message, signature and message.
  static func signInput() throws -> [[String]] {
    try VectorFile.text("rfc/ed25519_sign_input_first128.txt").split(whereSeparator: \.isNewline).map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func `The reference vectors are 128`() throws {
    #expect(try Self.signInput().count == 128)
  }

  @Test(arguments: try signInput())
  func `A reference vector is signed byte for byte and verifies`(_ line: [String]) throws {
    let seed = [UInt8](hex: line[0]).prefix(32)
    let message = [UInt8](hex: line[2])
    let expected = [UInt8](hex: line[3]).prefix(64)
    let identity = try IdentityKeyPair(seed: SecretBytes(copying: Array(seed)))
    let signature = identity.sign(message)
    #expect(identity.publicKey.encoded.hex == line[1])
    #expect(signature.encoded == Array(expected))
    #expect(try Ed25519PublicKey([UInt8](hex: line[1])).verifies(signature, of: message))
  }

  /// RFC 8032 section 7.1, test 3: the message af82.
  let key = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
  let message: [UInt8] = [0xaf, 0x82]
  let signature = [UInt8](
    hex: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")

  @Test func `The signature that is broken below is good`() {
    #expect(verifies([UInt8](hex: key), signature, message))
  }

  @Test func `No flipped bit of a signature is accepted`() {
    let accepted = (0..<signature.bitCount).filter {
      verifies([UInt8](hex: key), signature.flippingBit($0), message)
    }
    #expect(accepted.isEmpty)
  }

  @Test func `No flipped bit of the message is accepted`() {
    let accepted = (0..<message.bitCount).filter {
      verifies([UInt8](hex: key), signature, message.flippingBit($0))
    }
    #expect(accepted.isEmpty)
  }

  @Test func `No flipped bit of the key is accepted`() {
    let accepted = (0..<256).filter {
      verifies([UInt8](hex: key).flippingBit($0), signature, message)
    }
    #expect(accepted.isEmpty)
  }

  @Test func `A shorter or longer message is refused`() {
    #expect(!verifies([UInt8](hex: key), signature, []))
    #expect(!verifies([UInt8](hex: key), signature, [0xaf]))
    #expect(!verifies([UInt8](hex: key), signature, message + [0]))
  }

  @Test func `A response that is not reduced is refused`() {
    #expect(!verifies([UInt8](hex: key), addingGroupOrder(to: signature), message))
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "small_order"))
  func `A commitment of small order is refused`(_ record: KnownAnswer) {
    #expect(!verifies([UInt8](hex: key), record["point"] + signature[32...], message))
    #expect(!verifies([UInt8](hex: key), record["point"] + [UInt8](repeating: 0, count: 32), message))
  }

  @Test(arguments: [0, 1, 63, 65, 128])
  func `A signature of another length is refused`(_ count: Int) {
    #expect(throws: KeyError.wrongLength) { try Ed25519Signature([UInt8](repeating: 0, count: count)) }
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `A key of another length is refused`(_ count: Int) {
    #expect(throws: KeyError.wrongLength) { try Ed25519PublicKey([UInt8](repeating: 0x66, count: count)) }
  }
}

/// Whether all three are accepted. To refuse the key or the length of the signature is to refuse.
func verifies(_ key: [UInt8], _ signature: [UInt8], _ message: [UInt8]) -> Bool {
  guard let key = try? Ed25519PublicKey(key), let signature = try? Ed25519Signature(signature) else { return false }
  return key.verifies(signature, of: message)
}

/// The same signature with s + L for s, which satisfies the equation and must not be a second signature.
func addingGroupOrder(to signature: [UInt8]) -> [UInt8] {
  let order = [UInt8](hex: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
  var sum = signature
  var carry = 0
  for i in 0..<32 {
    let digit = Int(sum[32 + i]) + Int(order[i]) + carry
    sum[32 + i] = UInt8(digit & 0xff)
    carry = digit >> 8
  }
  return sum
}
