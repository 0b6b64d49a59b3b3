import CSodium

/// Argon2id (RFC 9106), which turns a passphrase into a key.
package enum Argon2id {
  /// The number of bytes of a salt.
  package static let saltByteCount = 16

  /// The cost of a derivation. Stored beside the salt, so that it can rise without locking anyone out.
  package struct Cost: Sendable, Equatable {
    /// Passes over the memory.
    package var passes: Int
    /// Memory in KiB.
    package var kibibytes: Int

    package init(passes: Int, kibibytes: Int) {
      self.passes = passes
      self.kibibytes = kibibytes
    }

    /// 3 passes over 64 MiB: RFC 9106's second recommended setting, about 0.2 s on a laptop and 1 s on a Raspberry Pi 4.
    package static let interactive = Cost(passes: 3, kibibytes: 64 * 1024)

    /// What a stored header may ask for: a forged one must not take all memory or an hour.
    package static let accepted = (passes: 1...10, kibibytes: 8...(1024 * 1024))
  }

  /// Derives a key of 32 bytes.
  ///
  /// - Throws: ``Argon2idError``.
  package static func deriveKey(
    passphrase: borrowing SecretBytes, salt: [UInt8], cost: Cost
  ) throws(Argon2idError) -> SecretBytes {
    guard salt.count == saltByteCount, Cost.accepted.passes.contains(cost.passes),
      Cost.accepted.kibibytes.contains(cost.kibibytes)
    else { throw .outOfBounds }
    return try passphrase.withBytes { (passphrase) throws(Argon2idError) in
      try SecretBytes(count: XChaCha20Poly1305.keyByteCount) { (key) throws(Argon2idError) in
        let status = unsafe crypto_pwhash(
          key.octets, UInt64(key.count), passphrase.baseAddress!.assumingMemoryBound(to: CChar.self),
          UInt64(passphrase.count), salt, UInt64(cost.passes), cost.kibibytes * 1024,
          crypto_pwhash_ALG_ARGON2ID13)
        guard status == 0 else { throw .noMemory }  // all is within bounds, so nothing else can fail
      }
    }
  }
}
