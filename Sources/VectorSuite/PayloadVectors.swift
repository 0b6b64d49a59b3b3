import OMEMO
import Primitives

/// `payload`: the ciphers of a stanza's payload.
enum PayloadVectors: VectorOperation {
  /// Derived from the key and wiped. In legacy the IV is given.
  static let hidden: Set<String> = ["encryption_key", "authentication_key", "iv"]

  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    switch try input.text("function") {
    case "seal": try seal(input, profile)
    case "open": try open(input, profile)
    case let name: throw VectorError.unknown("function \(name)")
    }
  }

  private static func seal(_ input: VectorValue, _ profile: Profile) throws -> [String: VectorValue] {
    let plaintext = try input.secret("plaintext")
    // OMEMO 2's: XEP-0384 0.9, section 4.5.
    let key = try input.secret("key", byteCount: profile.namespace == .omemo2 ? 32 : AES128GCM.keyByteCount)
    let sealed =
      switch profile.namespace {
      case .omemo2: try PayloadCipher.seal(plaintext, key: key)
      case .legacy: try LegacyPayloadCipher.seal(plaintext, key: key, iv: input.bytes("iv"))
      }
    return [
      "ciphertext": .bytes(sealed.payload.ciphertext), "key_material": .bytes(sealed.keyMaterial.declassified()),
    ]
  }

  private static func open(_ input: VectorValue, _ profile: Profile) throws -> [String: VectorValue] {
    let iv = profile.namespace == .legacy ? try input.bytes("iv") : nil
    let payload = EncryptedPayload(ciphertext: try input.bytes("ciphertext"), iv: iv)
    let keyMaterial = try input.secret("key_material")
    let plaintext =
      switch profile.namespace {
      case .omemo2: try PayloadCipher.open(payload, keyMaterial: keyMaterial)
      case .legacy: try LegacyPayloadCipher.open(payload, keyMaterial: keyMaterial)
      }
    return ["plaintext": .bytes(plaintext.declassified())]
  }
}
