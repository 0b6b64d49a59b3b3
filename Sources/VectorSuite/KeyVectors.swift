import OMEMO
import Primitives

/// `keys`: scalars, both forms of a public key, and the agreement.
enum KeyVectors: VectorOperation {
  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    switch try input.text("function") {
    case "seed": return pair(try IdentityKeyPair(seed: input.secret("seed")))
    case "scalar": return pair(try IdentityKeyPair(scalar: input.secret("scalar")))
    case "x25519-key": return ["x25519": .bytes(try X25519PublicKey(input.bytes("key")).encoded)]
    case "curve-key": return ["x25519": .bytes(try CurveKey.decode(input.bytes("key")).encoded)]
    case "ed25519-key":
      let key = try Ed25519PublicKey(input.bytes("key"))
      return ["x25519": .bytes(try key.agreementKey().encoded), "sign": .number(key.sign ? 1 : 0)]
    case "edwards-key":
      let key = try Ed25519PublicKey(X25519PublicKey(input.bytes("key")), sign: input.number("sign") == 1)
      return ["ed25519": .bytes(key.encoded)]
    case "x25519":
      let secret = try input.privateKey("private").sharedSecret(with: X25519PublicKey(input.bytes("public")))
      return ["shared": .bytes(secret.declassified())]
    case let name: throw VectorError.unknown("function \(name)")
    }
  }

  private static func pair(_ identity: borrowing IdentityKeyPair) -> [String: VectorValue] {
    [
      "scalar": .bytes(identity.agreementKey.copy().scalar.declassified()),
      "x25519": .bytes(identity.agreementKey.publicKey.encoded), "ed25519": .bytes(identity.publicKey.encoded),
    ]
  }
}
