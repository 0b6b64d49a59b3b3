/// Why no key is derived from a passphrase.
package enum Argon2idError: Error, Equatable {
  /// The salt has not ``Argon2id/saltByteCount`` bytes, or the cost is not within ``Argon2id/Cost/accepted``.
  case outOfBounds
  /// The system gave no memory.
  case noMemory
}
