import DoubleRatchet
import Primitives
import SwiftProtobuf

/// The messages of OMEMO 2 (XEP-0384 0.9, section 4.6).
struct OMEMO2Wire: Wire {
  private static let macByteCount = 16

  /// AD: IK_A || IK_B in Ed25519 form, the same in both directions.
  func associatedData(of exchange: KeyExchangeID, responder: IdentityKey, sender: Session.Role) -> [UInt8] {
    exchange.identityKey.encoded + responder.encoded
  }

  func authenticatedPart(_ header: RatchetHeader, ciphertext: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var inner = WireOMEMOMessage()
    inner.n = header.number
    inner.pn = header.previousCount
    inner.dhPub = .init(header.ratchetKey.encoded)
    inner.ciphertext = .init(ciphertext)
    return try serialise(inner)
  }

  func ratchetMessage(_ authenticatedPart: [UInt8], mac: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var outer = WireOMEMOAuthenticatedMessage()
    outer.mac = .init(mac)
    outer.message = .init(authenticatedPart)
    return try serialise(outer)
  }

  func readRatchetMessage(_ bytes: [UInt8]) throws(OMEMOError) -> RatchetMessage {
    let outer = try parse(WireOMEMOAuthenticatedMessage.self, bytes)
    let inner = try parse(WireOMEMOMessage.self, outer.message)
    guard outer.mac.count == Self.macByteCount, inner.hasCiphertext else { throw .malformedMessage }
    let header = RatchetHeader(
      ratchetKey: try agreementKey(inner.dhPub), previousCount: inner.pn, number: inner.n)
    return RatchetMessage(
      namespace: .omemo2, mac: [UInt8](outer.mac), authenticatedPart: [UInt8](outer.message), header: header,
      ciphertext: [UInt8](inner.ciphertext))
  }

  func keyExchange(_ id: KeyExchangeID, message: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var wire = WireOMEMOKeyExchange()
    wire.pkID = id.preKeyID
    wire.spkID = id.signedPreKeyID
    wire.ik = .init(id.identityKey.encoded)
    wire.ek = .init(id.ephemeralKey.encoded)
    wire.message = .init(message)
    return try serialise(wire)
  }

  func readKeyExchange(_ bytes: [UInt8]) throws(OMEMOError) -> KeyExchange {
    let wire = try parse(WireOMEMOKeyExchange.self, bytes)
    guard DeviceID.range.contains(wire.pkID), DeviceID.range.contains(wire.spkID) else { throw .invalidID }
    let identityKey: Ed25519PublicKey
    do { identityKey = try Ed25519PublicKey(wire.ik) } catch { throw .invalidKey }
    return KeyExchange(
      id: KeyExchangeID(
        preKeyID: wire.pkID, signedPreKeyID: wire.spkID, registrationID: 0,
        identityKey: .ed25519(identityKey), ephemeralKey: try agreementKey(wire.ek)),
      message: [UInt8](wire.message))
  }

  /// Whether bytes that stand in a `<key/>` without a `kex` attribute are a key exchange all the same. QXmpp marks only
  /// the first of several; the first byte tells the two messages apart (field 1 is a number here, bytes there).
  static func isLikelyKeyExchange(_ bytes: [UInt8]) -> Bool {
    bytes.first == 0x08
  }

  private func agreementKey(_ bytes: some Collection<UInt8>) throws(OMEMOError) -> X25519PublicKey {
    do { return try X25519PublicKey(bytes) } catch { throw .invalidKey }
  }
}
