import DoubleRatchet
import Primitives

/// The messages of legacy OMEMO: libsignal's SignalMessage and PreKeySignalMessage, version 3.
struct LegacyWire: Wire {
  /// The version byte: the message's version in the high half, the newest that the sender knows in the low one.
  private static let version: UInt8 = 0x33
  private static let macByteCount = 8

  /// The MAC is over the sender's key, then the receiver's: it differs by direction.
  func associatedData(of exchange: KeyExchangeID, responder: IdentityKey, sender: Session.Role) -> [UInt8] {
    let initiator = [CurveKey.typeByte] + exchange.identityKey.encoded
    let responder = [CurveKey.typeByte] + responder.encoded
    return sender == .initiator ? initiator + responder : responder + initiator
  }

  func authenticatedPart(_ header: RatchetHeader, ciphertext: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var message = WireSignalMessage()
    message.ratchetKey = .init(CurveKey.encode(header.ratchetKey))
    message.counter = header.number
    message.previousCounter = header.previousCount
    message.ciphertext = .init(ciphertext)
    return [Self.version] + (try serialise(message))
  }

  func ratchetMessage(_ authenticatedPart: [UInt8], mac: [UInt8]) -> [UInt8] {
    authenticatedPart + mac
  }

  func readRatchetMessage(_ bytes: [UInt8]) throws(OMEMOError) -> RatchetMessage {
    let content = try Self.content(bytes)
    guard content.count >= Self.macByteCount else { throw .malformedMessage }
    let message = try parse(WireSignalMessage.self, Array(content.dropLast(Self.macByteCount)))
    guard message.hasRatchetKey, message.hasCounter, message.hasCiphertext else { throw .malformedMessage }
    let header = RatchetHeader(
      ratchetKey: try CurveKey.decode(message.ratchetKey), previousCount: message.previousCounter,
      number: message.counter)
    return RatchetMessage(
      namespace: .legacy, mac: bytes.suffix(Self.macByteCount), authenticatedPart: bytes.dropLast(Self.macByteCount),
      header: header, ciphertext: [UInt8](message.ciphertext))
  }

  func keyExchange(_ id: KeyExchangeID, message: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var wire = WirePreKeySignalMessage()
    wire.preKeyID = id.preKeyID
    wire.baseKey = .init(CurveKey.encode(id.ephemeralKey))
    wire.identityKey = .init([CurveKey.typeByte] + id.identityKey.encoded)
    wire.message = .init(message)
    if id.registrationID != 0 { wire.registrationID = id.registrationID }
    wire.signedPreKeyID = id.signedPreKeyID
    return [Self.version] + (try serialise(wire))
  }

  /// A prekey is required: OMEMO never exchanges keys without one.
  func readKeyExchange(_ bytes: [UInt8]) throws(OMEMOError) -> KeyExchange {
    let wire = try parse(WirePreKeySignalMessage.self, Array(try Self.content(bytes)))
    guard wire.hasPreKeyID, wire.hasSignedPreKeyID, wire.hasBaseKey, wire.hasIdentityKey, wire.hasMessage else {
      throw .malformedMessage
    }
    guard DeviceID.range.contains(wire.preKeyID), DeviceID.range.contains(wire.signedPreKeyID) else {
      throw .invalidID
    }
    return KeyExchange(
      id: KeyExchangeID(
        preKeyID: wire.preKeyID, signedPreKeyID: wire.signedPreKeyID, registrationID: wire.registrationID,
        identityKey: .curve25519(try CurveKey.decode(wire.identityKey)),
        ephemeralKey: try CurveKey.decode(wire.baseKey)),
      message: [UInt8](wire.message))
  }

  /// What stands after the version byte. The low half, the sender's newest version, is not ours to judge; the MAC covers
  /// it.
  private static func content(_ bytes: [UInt8]) throws(OMEMOError) -> ArraySlice<UInt8> {
    guard let first = bytes.first else { throw .malformedMessage }
    guard first >> 4 == version >> 4 else { throw .unsupportedVersion }
    return bytes.dropFirst()
  }
}
