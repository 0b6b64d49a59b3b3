package import Primitives

/// Extended Triple Diffie-Hellman ("The X3DH Key Agreement Protocol", revision 1).
///
/// A verified bundle, or a received key exchange, gives one shared secret. This target knows nothing of how keys are
/// stored, consumed or sent; that a one-time prekey is used once is the caller's to keep, in one transaction.
package enum X3DH {
  /// The initiator's side, section 3.3.
  ///
  /// - Parameters:
  ///   - ephemeral: EK_A; fresh for every exchange.
  ///   - oneTimePreKey: one of the bundle's.
  /// - Returns: SK, 32 bytes.
  package static func initiate(
    identity: borrowing IdentityKeyPair, ephemeral: borrowing X25519PrivateKey,
    bundle: VerifiedBundle, oneTimePreKey: PublicPreKey, parameters: X3DHParameters
  ) throws(X3DHError) -> SecretBytes {
    do {
      let peer = bundle.bundle
      let dh1 = try identity.agreementKey.sharedSecret(with: peer.signedPreKey.key)
      let dh2 = try ephemeral.sharedSecret(with: peer.identityKey.agreementKey())
      let dh3 = try ephemeral.sharedSecret(with: peer.signedPreKey.key)
      let dh4 = try ephemeral.sharedSecret(with: oneTimePreKey.key)
      return derive(dh1, dh2, dh3, dh4, parameters)
    } catch {
      throw .lowOrder
    }
  }

  /// The responder's side, section 3.4.
  ///
  /// - Parameters:
  ///   - initiatorIdentity: IK_A as the exchange carries it.
  ///   - ephemeral: EK_A as the exchange carries it.
  /// - Returns: SK, 32 bytes.
  package static func respond(
    identity: borrowing IdentityKeyPair, signedPreKey: borrowing X25519PrivateKey,
    oneTimePreKey: borrowing X25519PrivateKey, initiatorIdentity: IdentityKey,
    ephemeral: X25519PublicKey, parameters: X3DHParameters
  ) throws(X3DHError) -> SecretBytes {
    do {
      let dh1 = try signedPreKey.sharedSecret(with: initiatorIdentity.agreementKey())
      let dh2 = try identity.agreementKey.sharedSecret(with: ephemeral)
      let dh3 = try signedPreKey.sharedSecret(with: ephemeral)
      let dh4 = try oneTimePreKey.sharedSecret(with: ephemeral)
      return derive(dh1, dh2, dh3, dh4, parameters)
    } catch {
      throw .lowOrder
    }
  }

  /// KDF(KM), section 2.2: HKDF-SHA-256 over F || DH1 || DH2 || DH3 || DH4, where F is 32 bytes of 0xFF, which no
  /// encoding of a Curve25519 key begins with.
  private static func derive(
    _ dh1: borrowing SecretBytes, _ dh2: borrowing SecretBytes, _ dh3: borrowing SecretBytes,
    _ dh4: borrowing SecretBytes, _ parameters: X3DHParameters
  ) -> SecretBytes {
    var material = SecretEncoder(byteCount: 5 * 32)
    material.append([UInt8](repeating: 0xff, count: 32))
    material.append(dh1)
    material.append(dh2)
    material.append(dh3)
    material.append(dh4)
    return HKDF.derive(32, from: material.finish(), info: parameters.info)
  }
}
