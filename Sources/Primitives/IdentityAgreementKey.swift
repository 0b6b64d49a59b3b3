/// The X25519 half of an identity: a clamped scalar in guarded memory.
///
/// It stays for the life of the process and suffices for every key agreement in the identity's name, and to sign with its
/// Edwards form. On the plain heap it could be swapped out, and would stand in a core dump.
package struct IdentityAgreementKey: ~Copyable, Sendable {
  /// The public half.
  package let publicKey: X25519PublicKey
  private let scalar: GuardedBytes

  /// - Throws: ``IdentityError/noMemory``.
  init(_ key: consuming X25519PrivateKey) throws(IdentityError) {
    publicKey = key.publicKey
    do { scalar = try GuardedBytes(key.intoScalar()) } catch { throw .noMemory }
  }

  /// The shared secret of RFC 7748 section 6.1, 32 bytes.
  ///
  /// - Throws: `lowOrder` when the result is all zero.
  package borrowing func sharedSecret(with peer: X25519PublicKey) throws(KeyError) -> SecretBytes {
    try scalar.withBytes { (scalar) throws(KeyError) in
      try unsafe X25519PrivateKey.sharedSecret(of: scalar, with: peer)
    }
  }

  /// A copy on the plain heap, for as long as a signature takes.
  package borrowing func copy() -> X25519PrivateKey {
    X25519PrivateKey(
      clamped: scalar.withBytes { scalar in
        SecretBytes(count: scalar.count) { unsafe $0.copyMemory(from: scalar) }
      }, publicKey: publicKey)
  }
}
