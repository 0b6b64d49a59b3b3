package import Primitives

/// A key exchange as received: what the responder needs for X3DH, around the first messages of a session.
package struct KeyExchange: Sendable {
  package let id: KeyExchangeID
  /// The ratchet message inside.
  package let message: [UInt8]

  init(id: KeyExchangeID, message: [UInt8]) {
    self.id = id
    self.message = message
  }

  /// - Throws: `malformedMessage`, `unsupportedVersion`, `invalidID`, `invalidKey`.
  package init(_ bytes: [UInt8], in profile: Profile) throws(OMEMOError) {
    self = try profile.wire.readKeyExchange(bytes)
  }
}

/// What makes a key exchange this one and no other: the initiator's keys, and which of ours they were agreed with.
package struct KeyExchangeID: Hashable, Sendable {
  package let preKeyID: UInt32
  package let signedPreKeyID: UInt32
  /// libsignal's registration id of the initiator; 0 in OMEMO 2 and where a legacy client leaves it out. It says nothing
  /// that the identity key does not, but must not change between two copies of one exchange.
  package let registrationID: UInt32
  /// IK_A.
  package let identityKey: IdentityKey
  /// EK_A.
  package let ephemeralKey: X25519PublicKey

  package init(
    preKeyID: UInt32, signedPreKeyID: UInt32, registrationID: UInt32, identityKey: IdentityKey,
    ephemeralKey: X25519PublicKey
  ) {
    self.preKeyID = preKeyID
    self.signedPreKeyID = signedPreKeyID
    self.registrationID = registrationID
    self.identityKey = identityKey
    self.ephemeralKey = ephemeralKey
  }
}
