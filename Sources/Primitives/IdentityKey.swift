/// The public half of an identity, in the form in which a wire carries it.
///
/// One identity has both forms: OMEMO 2 publishes the Ed25519 one, legacy OMEMO the Curve25519 one, which has lost the
/// sign. Whether two of them are the same identity is decided by ``agreementKey()``, which both forms have.
package enum IdentityKey: Hashable, Sendable {
  case ed25519(Ed25519PublicKey)
  case curve25519(X25519PublicKey)

  /// The 32 bytes of the key, whichever its form.
  package var encoded: [UInt8] {
    bytes.array
  }

  package var bytes: Bytes32 {
    switch self {
    case .ed25519(let key): key.bytes
    case .curve25519(let key): key.bytes
    }
  }

  /// The form that secrets are agreed with, and people compare.
  ///
  /// - Throws: `lowOrder`, which the checks of the types have made impossible.
  package func agreementKey() throws(KeyError) -> X25519PublicKey {
    switch self {
    case .ed25519(let key): try key.agreementKey()
    case .curve25519(let key): key
    }
  }

  /// Verifies an Ed25519 signature; of a Curve25519 key one that carries the sign: see ``CurveSignature``.
  package func verifies(_ signature: Ed25519Signature, of message: [UInt8]) -> Bool {
    switch self {
    case .ed25519(let key): key.verifies(signature, of: message)
    case .curve25519(let key): CurveSignature.verifies(signature, of: message, by: key)
    }
  }
}
