package import Primitives
import SwiftProtobuf

/// An OMEMOKeyExchange (XEP-0384 0.9, section 4.6): what the responder needs for X3DH, around the first messages of a
/// session.
package struct KeyExchange: Sendable {
  package let id: KeyExchangeID
  /// The serialised OMEMOAuthenticatedMessage inside.
  package let message: [UInt8]

  /// - Throws: `malformedMessage`, `invalidID`, `invalidKey`.
  package init(_ serialised: [UInt8]) throws(OMEMOError) {
    let wire: WireOMEMOKeyExchange
    do { wire = try WireOMEMOKeyExchange(serializedBytes: serialised) } catch { throw .malformedMessage }
    guard DeviceID.range.contains(wire.pkID), DeviceID.range.contains(wire.spkID) else { throw .invalidID }
    let identityKey: Ed25519PublicKey
    do { identityKey = try Ed25519PublicKey(wire.ik) } catch { throw .invalidKey }
    id = KeyExchangeID(
      preKeyID: wire.pkID, signedPreKeyID: wire.spkID, identityKey: identityKey,
      ephemeralKey: try publicKey(wire.ek))
    message = [UInt8](wire.message)
  }

  /// Whether bytes that stand in a `<key/>` without a `kex` attribute are a key exchange all the same. QXmpp marks only
  /// the first of several; the first byte tells the two messages apart (field 1 is a number here, bytes there).
  package static func isLikely(_ serialised: [UInt8]) -> Bool {
    serialised.first == 0x08
  }

  static func serialised(_ id: KeyExchangeID, message: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var wire = WireOMEMOKeyExchange()
    wire.pkID = id.preKeyID
    wire.spkID = id.signedPreKeyID
    wire.ik = .init(id.identityKey.encoded)
    wire.ek = .init(id.ephemeralKey.encoded)
    wire.message = .init(message)
    return try serialise(wire)
  }
}

/// What makes a key exchange this one and no other: the initiator's keys, and which of ours they were agreed with.
package struct KeyExchangeID: Hashable, Sendable {
  package let preKeyID: UInt32
  package let signedPreKeyID: UInt32
  /// IK_A.
  package let identityKey: Ed25519PublicKey
  /// EK_A.
  package let ephemeralKey: X25519PublicKey
}
