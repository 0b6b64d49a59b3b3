package import Primitives

/// The root key RK of the Double Ratchet specification, section 2.3: 32 bytes.
package struct RootKey: ~Copyable, Sendable {
  package static let byteCount = 32
  let secret: SecretBytes

  /// - Throws: ``RecordError`` for anything but 32 bytes.
  package init(_ secret: consuming SecretBytes) throws(RecordError) {
    guard secret.count == Self.byteCount else { throw RecordError() }
    self.secret = secret
  }

  /// KDF_RK(rk, dh): HKDF-SHA-256 with the root key as salt; the first half is the next root key, the second a chain.
  borrowing func advanced(by agreement: borrowing SecretBytes, info: [UInt8]) -> Step {
    let output = HKDF.derive(Self.byteCount + ChainKey.byteCount, from: agreement, salt: secret, info: info)
    return Step(
      rootKey: RootKey(derived: output.part(0..<Self.byteCount)),
      chainKey: ChainKey(derived: output.part(Self.byteCount..<output.count)))
  }

  /// The outcome of one KDF_RK.
  struct Step: ~Copyable {
    let rootKey: RootKey
    let chainKey: ChainKey
  }

  private init(derived secret: consuming SecretBytes) {
    self.secret = secret
  }
}
