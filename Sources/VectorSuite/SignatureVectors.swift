import OMEMO
import Primitives

/// `xeddsa`: signatures with Curve25519 keys, by the three rules in use.
enum SignatureVectors: VectorOperation {
  private struct BadSignature: Error {}

  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    let rule = try input.text("rule")
    switch try input.text("function") {
    case "sign": return try sign(input, rule)
    case "verify": return try verify(input, rule)
    case let name: throw VectorError.unknown("function \(name)")
    }
  }

  private static func sign(_ input: VectorValue, _ rule: String) throws -> [String: VectorValue] {
    let identity = try input.field("identity").identity()
    let message = try input.bytes("message")
    let key = identity.publicKey
    let signature =
      switch rule {
      case "ed25519": try trueSignature(of: message, identity, input)
      case "libsignal": CurveSignature.carryingSign(of: key, try trueSignature(of: message, identity, input))
      case "xeddsa": XEdDSA.sign(message, with: identity.agreementKey.copy(), random: try random(input))
      default: throw VectorError.unknown("rule \(rule)")
      }
    return [
      "x25519": .bytes(identity.agreementKey.publicKey.encoded), "ed25519": .bytes(key.encoded),
      "signature": .bytes(signature.encoded),
    ]
  }

  /// Under the identity's true Edwards key.
  private static func trueSignature(
    of message: [UInt8], _ identity: borrowing IdentityKeyPair, _ input: VectorValue
  ) throws -> Ed25519Signature {
    guard input.optional("random") != nil else { return identity.sign(message) }
    return XEdDSA.signKeepingSign(message, with: identity.agreementKey.copy(), random: try random(input))
  }

  /// Z of the specification.
  private static func random(_ input: VectorValue) throws(VectorError) -> SecretBytes {
    try input.secret("random", byteCount: XEdDSA.randomByteCount)
  }

  private static func verify(_ input: VectorValue, _ rule: String) throws -> [String: VectorValue] {
    let message = try input.bytes("message")
    let key = try input.bytes("public")
    let signature = try Ed25519Signature(input.bytes("signature"))
    let edwards: Ed25519PublicKey
    let isValid: Bool
    switch rule {
    case "ed25519":
      edwards = try Ed25519PublicKey(key)
      isValid = edwards.verifies(signature, of: message)
    case "libsignal":
      let curve = try X25519PublicKey(key)
      edwards = try Ed25519PublicKey(curve, sign: signature.encoded[63] & 0x80 != 0)
      isValid = CurveSignature.verifies(signature, of: message, by: curve)
    case "xeddsa":
      let curve = try X25519PublicKey(key)
      edwards = try Ed25519PublicKey(curve, sign: false)
      isValid = XEdDSA.verifies(signature, of: message, by: curve)
    default: throw VectorError.unknown("rule \(rule)")
    }
    guard isValid else { throw BadSignature() }
    return ["ed25519": .bytes(edwards.encoded)]
  }
}
