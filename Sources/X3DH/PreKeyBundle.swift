package import Primitives

/// A one-time prekey as published: an id and the key.
package struct PublicPreKey: Hashable, Sendable {
  package let id: UInt32
  package let key: X25519PublicKey

  package init(id: UInt32, key: X25519PublicKey) {
    self.id = id
    self.key = key
  }
}

/// A prekey bundle as it came from the server: nothing in it can be relied on before ``verified(_:)``.
package struct PreKeyBundle: Hashable, Sendable {
  package let identityKey: IdentityKey
  package let signedPreKey: PublicPreKey
  package let signature: Ed25519Signature
  package let oneTimePreKeys: [PublicPreKey]

  package init(
    identityKey: IdentityKey, signedPreKey: PublicPreKey, signature: Ed25519Signature,
    oneTimePreKeys: [PublicPreKey]
  ) {
    self.identityKey = identityKey
    self.signedPreKey = signedPreKey
    self.signature = signature
    self.oneTimePreKeys = oneTimePreKeys
  }

  /// Whether the signed prekey is signed by the identity key.
  package func hasValidSignature(_ parameters: X3DHParameters) -> Bool {
    identityKey.verifies(signature, of: parameters.signedMessage(for: signedPreKey.key))
  }

  /// Checks the signed prekey's signature under the identity key (X3DH section 3.3), and that there is a one-time
  /// prekey, without which OMEMO forbids the exchange.
  ///
  /// Without this check a server could put in a prekey of its own and read the first message.
  ///
  /// - Throws: `badSignature`, `noOneTimePreKey`.
  package func verified(_ parameters: X3DHParameters) throws(X3DHError) -> VerifiedBundle {
    guard hasValidSignature(parameters) else { throw .badSignature }
    guard !oneTimePreKeys.isEmpty else { throw .noOneTimePreKey }
    return VerifiedBundle(bundle: self)
  }
}

/// A bundle whose signature has been verified. Only ``PreKeyBundle/verified(_:)`` makes one.
package struct VerifiedBundle: Sendable {
  package let bundle: PreKeyBundle

  fileprivate init(bundle: PreKeyBundle) {
    self.bundle = bundle
  }

  /// A one-time prekey at random. Two initiators who both took the first would collide, and a PEP server does not hand
  /// each out once.
  package func randomOneTimePreKey() -> PublicPreKey {
    bundle.oneTimePreKeys[Int(Random.number(in: 0...UInt32(bundle.oneTimePreKeys.count - 1)))]
  }
}
