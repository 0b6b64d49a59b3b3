import DoubleRatchet
import Primitives

/// The messages of legacy OMEMO: libsignal's SignalMessage and PreKeySignalMessage, version 3.
struct LegacyWire: Wire {
  /// The version byte: the message's version in the high half, the newest that the sender knows in the low one.
  private static let version: UInt8 = 0x33
  private static let macByteCount = 8
  /// Room for tags, lengths, numbers and keys.
  private static let messageOverhead = 64
  private static let exchangeOverhead = 112

  /// The MAC is over the sender's key, then the receiver's: it differs by direction.
  func associatedData(of exchange: KeyExchangeID, responder: IdentityKey, sender: Session.Role) -> [UInt8] {
    let initiator = [CurveKey.typeByte] + exchange.identityKey.encoded
    let responder = [CurveKey.typeByte] + responder.encoded
    return sender == .initiator ? initiator + responder : responder + initiator
  }

  /// SignalMessage, behind the version byte.
  func authenticatedPart(_ header: RatchetHeader, ciphertext: [UInt8]) -> [UInt8] {
    var message = ProtobufWriter(version: Self.version, byteCount: ciphertext.count + Self.messageOverhead)
    message.append(1, CurveKey.encode(header.ratchetKey))
    message.append(2, header.number)
    message.append(3, header.previousCount)
    message.append(4, ciphertext)
    return message.bytes
  }

  func ratchetMessage(_ authenticatedPart: [UInt8], mac: [UInt8]) -> [UInt8] {
    authenticatedPart + mac
  }

  func readRatchetMessage(_ bytes: [UInt8]) throws(OMEMOError) -> RatchetMessage {
    let content = try Self.content(bytes)
    guard content.count >= Self.macByteCount else { throw .malformedMessage }
    var number, previousCount: UInt32?
    var key, ciphertext: ArraySlice<UInt8>?
    var message = ProtobufReader(content.dropLast(Self.macByteCount))
    while let field = try message.next() {
      switch field {
      case .bytes(let value, 1): key = value
      case .number(let value, 2): number = value
      case .number(let value, 3): previousCount = value
      case .bytes(let value, 4): ciphertext = value
      default: break
      }
    }
    guard let key, let number, let ciphertext else { throw .malformedMessage }
    let header = RatchetHeader(
      ratchetKey: try CurveKey.decode(key), previousCount: previousCount ?? 0, number: number)
    return RatchetMessage(
      namespace: .legacy, mac: bytes.suffix(Self.macByteCount), authenticatedPart: bytes.dropLast(Self.macByteCount),
      header: header, ciphertext: [UInt8](ciphertext))
  }

  /// PreKeySignalMessage, behind the version byte.
  func keyExchange(_ id: KeyExchangeID, message: [UInt8]) -> [UInt8] {
    var exchange = ProtobufWriter(version: Self.version, byteCount: message.count + Self.exchangeOverhead)
    exchange.append(1, id.preKeyID)
    exchange.append(2, CurveKey.encode(id.ephemeralKey))
    exchange.append(3, [CurveKey.typeByte] + id.identityKey.encoded)
    exchange.append(4, message)
    if id.registrationID != 0 { exchange.append(5, id.registrationID) }
    exchange.append(6, id.signedPreKeyID)
    return exchange.bytes
  }

  /// A prekey is required: OMEMO never exchanges keys without one.
  func readKeyExchange(_ bytes: [UInt8]) throws(OMEMOError) -> KeyExchange {
    var preKeyID, signedPreKeyID, registrationID: UInt32?
    var ephemeral, identity, message: ArraySlice<UInt8>?
    var exchange = ProtobufReader(try Self.content(bytes))
    while let field = try exchange.next() {
      switch field {
      case .number(let value, 1): preKeyID = value
      case .bytes(let value, 2): ephemeral = value
      case .bytes(let value, 3): identity = value
      case .bytes(let value, 4): message = value
      case .number(let value, 5): registrationID = value
      case .number(let value, 6): signedPreKeyID = value
      default: break
      }
    }
    guard let preKeyID, let signedPreKeyID, let ephemeral, let identity, let message else { throw .malformedMessage }
    guard DeviceID.range.contains(preKeyID), DeviceID.range.contains(signedPreKeyID) else { throw .invalidID }
    return KeyExchange(
      id: KeyExchangeID(
        preKeyID: preKeyID, signedPreKeyID: signedPreKeyID, registrationID: registrationID ?? 0,
        identityKey: .curve25519(try CurveKey.decode(identity)), ephemeralKey: try CurveKey.decode(ephemeral)),
      message: [UInt8](message))
  }

  /// What stands after the version byte. The low half, the sender's newest version, is not ours to judge; the MAC covers
  /// it.
  private static func content(_ bytes: [UInt8]) throws(OMEMOError) -> ArraySlice<UInt8> {
    guard let first = bytes.first else { throw .malformedMessage }
    guard first >> 4 == version >> 4 else { throw .unsupportedVersion }
    return bytes.dropFirst()
  }
}
