import Primitives

/// A chain key CK, 32 bytes (Double Ratchet specification, section 2.2).
struct ChainKey: ~Copyable, Sendable {
  static let byteCount = 32
  let secret: SecretBytes

  init(derived secret: consuming SecretBytes) {
    self.secret = secret
  }

  /// KDF_CK: the message key is HMAC-SHA-256(ck, 0x01), the next chain key HMAC-SHA-256(ck, 0x02).
  borrowing func step() -> Step {
    HMAC.sha256(key: secret, of: 0x01, and: 0x02) { Step(messageKey: MessageKey(derived: $0), next: ChainKey(derived: $1)) }
  }

  /// The outcome of one KDF_CK.
  struct Step: ~Copyable {
    let messageKey: MessageKey
    let next: ChainKey
  }

  borrowing func duplicate() -> ChainKey {
    ChainKey(derived: secret.part(0..<Self.byteCount))
  }
}
