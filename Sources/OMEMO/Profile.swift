package import Primitives
package import X3DH

/// What one wire protocol fixes for X3DH and the ratchet. The state machine is the same for all.
package struct Profile: Sendable {
  package let namespace: Namespace
  package let x3dh: X3DHParameters
  /// The label of KDF_RK.
  let rootInfo: [UInt8]
  /// The label under which a message key is expanded.
  let messageKeyInfo: [UInt8]
  /// To how many bytes a message's MAC is truncated.
  let macByteCount: Int
  /// How messages are written.
  let wire: any Wire

  /// `urn:xmpp:omemo:2` (XEP-0384 0.9, section 4).
  package static let omemo2 = Profile(
    namespace: .omemo2,
    x3dh: X3DHParameters(info: Array("OMEMO X3DH".utf8), keyPrefix: []),
    rootInfo: Array("OMEMO Root Chain".utf8),
    messageKeyInfo: Array("OMEMO Message Key Material".utf8),
    macByteCount: 16, wire: OMEMO2Wire())

  /// `eu.siacs.conversations.axolotl`: libsignal's protocol, version 3.
  package static let legacy = Profile(
    namespace: .legacy,
    x3dh: X3DHParameters(info: Array("WhisperText".utf8), keyPrefix: [CurveKey.typeByte]),
    rootInfo: Array("WhisperRatchet".utf8),
    messageKeyInfo: Array("WhisperMessageKeys".utf8),
    macByteCount: 8, wire: LegacyWire())

  /// What a signed prekey's signature covers.
  package func signedMessage(for preKey: X25519PublicKey) -> [UInt8] {
    x3dh.signedMessage(for: preKey)
  }

  /// An identity in the form that this wire carries.
  package func publicKey(of identity: borrowing IdentityKeyPair) -> IdentityKey {
    switch namespace {
    case .omemo2: .ed25519(identity.publicKey)
    case .legacy: .curve25519(identity.agreementKey.publicKey)
    }
  }

  /// Signs a prekey with an identity, as this wire wants it.
  package func sign(_ preKey: X25519PublicKey, with identity: borrowing IdentityKeyPair) -> Ed25519Signature {
    let signature = identity.sign(signedMessage(for: preKey))
    return switch namespace {
    case .omemo2: signature
    case .legacy: CurveSignature.carryingSign(of: identity.publicKey, signature)
    }
  }

  /// What stands before a message's bytes under its MAC, whoever of the two sends it.
  package func associatedData(
    of exchange: KeyExchangeID, responder: IdentityKey, sender: Session.Role
  ) -> [UInt8] {
    wire.associatedData(of: exchange, responder: responder, sender: sender)
  }

  /// An identity key out of a record that storage sealed.
  func identityKey(stored bytes: Bytes32) -> IdentityKey {
    switch namespace {
    case .omemo2: .ed25519(Ed25519PublicKey(stored: bytes))
    case .legacy: .curve25519(X25519PublicKey(stored: bytes))
    }
  }
}
