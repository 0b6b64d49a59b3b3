import Primitives
import TestSupport
import Testing

@Suite struct IdentityKeyPairTests {
  let message = Array("a signed prekey".utf8)

  @Test func `A new identity signs, and agrees under the converted key`() throws {
    let identity = try IdentityKeyPair.generate()
    let publicKey = identity.publicKey
    let agreementKey = identity.agreementKey.publicKey
    let signature = identity.sign(message)
    #expect(publicKey.verifies(signature, of: message))
    #expect(try publicKey.agreementKey() == agreementKey)
  }

  @Test func `Every new identity is another one`() throws {
    var keys: Set<Ed25519PublicKey> = []
    for _ in 0..<20 { keys.insert(try IdentityKeyPair.generate().publicKey) }
    #expect(keys.count == 20)
  }

  @Test func `An identity of a seed comes back from its encoding`() throws {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<20 {
      let seed = generator.bytes(32)
      let identity = try IdentityKeyPair(seed: SecretBytes(copying: seed))
      let encoded = identity.encoded().declassified()
      let decoded = try IdentityKeyPair(decoding: SecretBytes(copying: encoded))
      let same = decoded.publicKey == identity.publicKey
      let signature = decoded.sign(message)
      let original = identity.sign(message)
      #expect(encoded == [1] + seed)
      #expect(same)
      #expect(signature == original)
    }
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "sign_pair"))
  func `An identity of a scalar comes back from its encoding`(_ record: KnownAnswer) throws {
    let identity = try IdentityKeyPair(scalar: SecretBytes(copying: record["private"]))
    let encoded = identity.encoded().declassified()
    let decoded = try IdentityKeyPair(decoding: SecretBytes(copying: encoded))
    let publicKey = decoded.publicKey
    let same = publicKey == identity.publicKey
    let agreementKey = decoded.agreementKey.publicKey
    let signature = decoded.sign(message)
    #expect(encoded == [2] + record["private"])
    #expect(same)
    #expect(agreementKey.encoded == record["public"])
    #expect(try publicKey.agreementKey() == agreementKey)
    #expect(publicKey.verifies(signature, of: message))
  }

  @Test func `A scalar is kept clamped`() throws {
    let identity = try IdentityKeyPair(scalar: SecretBytes(copying: [UInt8](repeating: 0xff, count: 32)))
    let encoded = identity.encoded().declassified()
    #expect(encoded == [2, 0xf8] + [UInt8](repeating: 0xff, count: 30) + [0x7f])
  }

  @Test func `The form is part of the identity`() throws {
    let secret = [8] + [UInt8](repeating: 3, count: 30) + [0x43]
    let seed = try IdentityKeyPair(decoding: SecretBytes(copying: [1] + secret)).publicKey
    let scalar = try IdentityKeyPair(decoding: SecretBytes(copying: [2] + secret)).publicKey
    #expect(seed != scalar)
  }

  @Test func `The responders of the transcripts publish the Edwards form of their scalar`() throws {
    for transcript in [try Transcript.omemo2(), try Transcript.legacy()] {
      let identity = try IdentityKeyPair(scalar: SecretBytes(copying: transcript.bob.identityPrivate.bytes))
      let publicKey = identity.publicKey
      #expect(publicKey.encoded == transcript.bundle.identityKeyEd25519.bytes)
    }
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `A secret of another length is refused`(_ count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    #expect(throws: IdentityError.wrongLength) { _ = try IdentityKeyPair(seed: SecretBytes(copying: bytes)) }
    #expect(throws: IdentityError.wrongLength) { _ = try IdentityKeyPair(scalar: SecretBytes(copying: bytes)) }
  }

  @Test(arguments: [0, 1, 32, 34, 65])
  func `An encoding of another length is refused`(_ count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    #expect(throws: IdentityError.wrongLength) { _ = try IdentityKeyPair(decoding: SecretBytes(copying: bytes)) }
  }

  @Test(arguments: [0, 3, 0x31, 0x81, 0xff] as [UInt8])
  func `An unknown form is refused`(_ form: UInt8) {
    let bytes = [form] + [UInt8](repeating: 1, count: 32)
    #expect(throws: IdentityError.wrongLength) { _ = try IdentityKeyPair(decoding: SecretBytes(copying: bytes)) }
  }

  @Test(arguments: [(0x09, 0x43), (0x0c, 0x43), (0x08, 0x03), (0x08, 0xc3)] as [(UInt8, UInt8)])
  func `A scalar that is not clamped is refused, since it is never written`(_ first: UInt8, _ last: UInt8) {
    let bytes = [2, first] + [UInt8](repeating: 3, count: 30) + [last]
    #expect(throws: IdentityError.wrongLength) { _ = try IdentityKeyPair(decoding: SecretBytes(copying: bytes)) }
  }
}
