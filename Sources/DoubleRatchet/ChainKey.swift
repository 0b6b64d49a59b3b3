import Primitives

/// A chain key CK, 32 bytes (Double Ratchet specification, section 2.2).
struct ChainKey: ~Copyable, Sendable {
  static let byteCount = 32
  let secret: SecretBytes

  init(derived secret: consuming SecretBytes) {
    self.secret = secret
  }

  /// The first half of KDF_CK: HMAC-SHA-256(ck, 0x01).
  borrowing func messageKey() -> MessageKey {
    MessageKey(derived: HMAC.sha256(key: secret, [0x01]))
  }

  /// The second half of KDF_CK: HMAC-SHA-256(ck, 0x02).
  borrowing func next() -> ChainKey {
    ChainKey(derived: HMAC.sha256(key: secret, [0x02]))
  }

  borrowing func duplicate() -> ChainKey {
    ChainKey(derived: secret.part(0..<Self.byteCount))
  }
}
