import Primitives
import TestSupport
import Testing

@Suite struct XEdDSATests {
  @Test(arguments: try KnownAnswer.all("signal_kats", named: "xeddsa_signature"))
  func `libsignal's XEdDSA vector is signed byte for byte and verifies`(_ record: KnownAnswer) throws {
    let key = try privateKey(record["private"])
    let signature = XEdDSA.sign(record["message"], with: key, random: SecretBytes(copying: record["nonce"]))
    let verifies = XEdDSA.verifies(signature, of: record["message"], by: key.publicKey)
    #expect(signature.encoded == record["signature"])
    #expect(verifies)
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "sign_pair"))
  func `Keys of both signs sign by the specification`(_ record: KnownAnswer) throws {
    let key = try privateKey(record["private"])
    let signature = XEdDSA.sign(record["message"], with: key, random: SecretBytes(copying: record["nonce"]))
    #expect(key.publicKey.encoded == record["public"])
    #expect(signature.encoded == record["xeddsa_spec_signature"])
    #expect(try XEdDSA.verifies(signature, of: record["message"], by: X25519PublicKey(record["public"])))
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "legacy_signature"))
  func `libsignal's legacy vector is signed byte for byte`(_ record: KnownAnswer) throws {
    #expect(try legacySignature(record).encoded == record["signature"])
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "sign_pair"))
  func `Keys of both signs sign as libsignal does`(_ record: KnownAnswer) throws {
    let identity = try IdentityKeyPair(scalar: SecretBytes(copying: record["private"]))
    let publicKey = identity.publicKey
    #expect(publicKey.sign == (record.number("edwards_sign") == 1))
    #expect(try legacySignature(record).encoded == record["legacy_signature"])
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "sign_pair"))
  func `A signature that keeps the sign verifies under the true Edwards key and no other`(
    _ record: KnownAnswer
  ) throws {
    let key = try privateKey(record["private"])
    let sign = record.number("edwards_sign") == 1
    let message = record["message"]
    let signature = XEdDSA.signKeepingSign(message, with: key, random: SecretBytes(copying: record["nonce"]))
    let publicKey = key.publicKey
    #expect(try Ed25519PublicKey(publicKey, sign: sign).verifies(signature, of: message))
    #expect(try !Ed25519PublicKey(publicKey, sign: !sign).verifies(signature, of: message))
    #expect(XEdDSA.verifies(signature, of: message, by: publicKey) == !sign)
  }

  @Test(arguments: try KnownAnswer.all("signal_kats", named: "legacy_verify"))
  func `libsignal's signature verifies once its sign bit has gone to the key`(_ record: KnownAnswer) throws {
    let received = record["signature"]
    let sign = received[63] & 0x80 != 0
    let key = try Ed25519PublicKey(X25519PublicKey(record["public"]), sign: sign).encoded
    var signature = received
    signature[63] &= 0x7f
    #expect(sign)
    #expect(verifies(key, signature, record["message"]))
    #expect(!verifies(key, received, record["message"]))
    let accepted = (0..<511).filter { verifies(key, signature.flippingBit($0), record["message"]) }
    #expect(accepted.isEmpty)
  }

  @Test(arguments: [(try Transcript.omemo2(), []), (try Transcript.legacy(), [UInt8(5)])])
  func `The prekey signatures of foreign bundles are signed byte for byte`(
    _ transcript: Transcript, _ typeByte: [UInt8]
  ) throws {
    let bundle = transcript.bundle
    let message = typeByte + bundle.signedPrekeyPublic.bytes
    let key = try privateKey(transcript.bob.identityPrivate.bytes)
    let signature = XEdDSA.signKeepingSign(
      message, with: key, random: SecretBytes(copying: bundle.signatureNonceZ.bytes))
    // The Edwards key of legacy OMEMO gives the sign of its signature in byte 63.
    let received = bundle.signedPrekeySignature.bytes
    #expect(signature.encoded == received)
    #expect(verifies(bundle.identityKeyEd25519.bytes, received, message))
    #expect(!verifies(bundle.identityKeyEd25519.bytes, received, bundle.identityKeyEd25519.bytes))
  }

  @Test func `No flipped bit of a signature is accepted`() throws {
    let (publicKey, signature, message) = try signed()
    let accepted = try (0..<512).filter {
      XEdDSA.verifies(try Ed25519Signature(signature.encoded.flippingBit($0)), of: message, by: publicKey)
    }
    #expect(accepted.isEmpty)
  }

  @Test func `A response that is not reduced is refused`() throws {
    let (publicKey, signature, message) = try signed()
    let second = try Ed25519Signature(addingGroupOrder(to: signature.encoded))
    #expect(XEdDSA.verifies(signature, of: message, by: publicKey))
    #expect(!XEdDSA.verifies(second, of: message, by: publicKey))
  }

  @Test func `A signature is refused for another message`() throws {
    let (publicKey, signature, message) = try signed()
    #expect(!XEdDSA.verifies(signature, of: [], by: publicKey))
    #expect(!XEdDSA.verifies(signature, of: message + [0], by: publicKey))
  }

  @Test func `A signature is refused under another key`() throws {
    let (_, signature, message) = try signed()
    let other = X25519PrivateKey().publicKey
    #expect(!XEdDSA.verifies(signature, of: message, by: other))
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "twist"))
  func `A key on the twist verifies nothing`(_ record: KnownAnswer) throws {
    let (_, signature, message) = try signed()
    #expect(try !XEdDSA.verifies(signature, of: message, by: X25519PublicKey(record["u"])))
  }

  @Test func `Other random bytes make another signature that verifies too`() throws {
    let key = X25519PrivateKey()
    let publicKey = key.publicKey
    let signatures = (0..<20).map { _ in XEdDSA.sign([1, 2, 3], with: key, random: SecretBytes(randomCount: 64)) }
    #expect(Set(signatures).count == 20)
    #expect(signatures.allSatisfy { XEdDSA.verifies($0, of: [1, 2, 3], by: publicKey) })
  }

  /// A record's key signs with its nonce by libsignal's rule: the sign of the Edwards key goes into bit 511.
  private func legacySignature(_ record: KnownAnswer) throws -> Ed25519Signature {
    let key = try privateKey(record["private"])
    var signature = XEdDSA.signKeepingSign(
      record["message"], with: key, random: SecretBytes(copying: record["nonce"])
    ).encoded
    let identity = try IdentityKeyPair(scalar: SecretBytes(copying: record["private"]))
    if identity.publicKey.sign { signature[63] |= 0x80 }
    return try Ed25519Signature(signature)
  }

  private func signed() throws -> (X25519PublicKey, Ed25519Signature, [UInt8]) {
    let key = try privateKey((1...32).map { UInt8($0) })
    let message = Array("to be kept as it is".utf8)
    let random = SecretBytes(copying: [UInt8](repeating: 7, count: 64))
    return (key.publicKey, XEdDSA.sign(message, with: key, random: random), message)
  }
}
