import DoubleRatchet
import Primitives

/// The messages of OMEMO 2 (XEP-0384 0.9, section 4.6).
struct OMEMO2Wire: Wire {
  private static let macByteCount = 16
  /// Room for tags, lengths, numbers and keys.
  private static let messageOverhead = 64
  private static let outerOverhead = 16
  private static let exchangeOverhead = 96

  /// AD: IK_A || IK_B in Ed25519 form, the same in both directions.
  func associatedData(of exchange: KeyExchangeID, responder: IdentityKey, sender: Session.Role) -> [UInt8] {
    exchange.identityKey.encoded + responder.encoded
  }

  /// OMEMOMessage.
  func authenticatedPart(_ header: RatchetHeader, ciphertext: [UInt8]) -> [UInt8] {
    var message = ProtobufWriter(byteCount: ciphertext.count + Self.messageOverhead)
    message.append(1, header.number)
    message.append(2, header.previousCount)
    message.append(3, header.ratchetKey.encoded)
    message.append(4, ciphertext)
    return message.bytes
  }

  /// OMEMOAuthenticatedMessage.
  func ratchetMessage(_ authenticatedPart: [UInt8], mac: [UInt8]) -> [UInt8] {
    var outer = ProtobufWriter(byteCount: authenticatedPart.count + mac.count + Self.outerOverhead)
    outer.append(1, mac)
    outer.append(2, authenticatedPart)
    return outer.bytes
  }

  func readRatchetMessage(_ bytes: [UInt8]) throws(OMEMOError) -> RatchetMessage {
    var mac, message: ArraySlice<UInt8>?
    var outer = ProtobufReader(bytes[...])
    while let field = try outer.next() {
      switch field {
      case .bytes(let value, 1): mac = value
      case .bytes(let value, 2): message = value
      default: break
      }
    }
    guard let mac, let message else { throw .malformedMessage }
    return try Self.readMessage(message, mac: mac)
  }

  private static func readMessage(
    _ bytes: ArraySlice<UInt8>, mac: ArraySlice<UInt8>
  ) throws(OMEMOError) -> RatchetMessage {
    var number, previousCount: UInt32?
    var key, ciphertext: ArraySlice<UInt8>?
    var inner = ProtobufReader(bytes)
    while let field = try inner.next() {
      switch field {
      case .number(let value, 1): number = value
      case .number(let value, 2): previousCount = value
      case .bytes(let value, 3): key = value
      case .bytes(let value, 4): ciphertext = value
      default: break
      }
    }
    guard let number, let previousCount, let key, let ciphertext, mac.count == macByteCount else {
      throw .malformedMessage
    }
    let header = RatchetHeader(
      ratchetKey: try agreementKey(key), previousCount: previousCount, number: number)
    return RatchetMessage(
      namespace: .omemo2, mac: [UInt8](mac), authenticatedPart: [UInt8](bytes), header: header,
      ciphertext: [UInt8](ciphertext))
  }

  /// OMEMOKeyExchange.
  func keyExchange(_ id: KeyExchangeID, message: [UInt8]) -> [UInt8] {
    var exchange = ProtobufWriter(byteCount: message.count + Self.exchangeOverhead)
    exchange.append(1, id.preKeyID)
    exchange.append(2, id.signedPreKeyID)
    exchange.append(3, id.identityKey.encoded)
    exchange.append(4, id.ephemeralKey.encoded)
    exchange.append(5, message)
    return exchange.bytes
  }

  func readKeyExchange(_ bytes: [UInt8]) throws(OMEMOError) -> KeyExchange {
    var preKeyID, signedPreKeyID: UInt32?
    var identity, ephemeral, message: ArraySlice<UInt8>?
    var exchange = ProtobufReader(bytes[...])
    while let field = try exchange.next() {
      switch field {
      case .number(let value, 1): preKeyID = value
      case .number(let value, 2): signedPreKeyID = value
      case .bytes(let value, 3): identity = value
      case .bytes(let value, 4): ephemeral = value
      case .bytes(let value, 5): message = value
      default: break
      }
    }
    guard let preKeyID, let signedPreKeyID, let identity, let ephemeral, let message else { throw .malformedMessage }
    guard DeviceID.range.contains(preKeyID), DeviceID.range.contains(signedPreKeyID) else { throw .invalidID }
    let identityKey: Ed25519PublicKey
    do { identityKey = try Ed25519PublicKey(identity) } catch { throw .invalidKey }
    return KeyExchange(
      id: KeyExchangeID(
        preKeyID: preKeyID, signedPreKeyID: signedPreKeyID, registrationID: 0,
        identityKey: .ed25519(identityKey), ephemeralKey: try Self.agreementKey(ephemeral)),
      message: [UInt8](message))
  }

  /// Whether bytes that stand in a `<key/>` without a `kex` attribute are a key exchange all the same. QXmpp marks only
  /// the first of several; the first byte tells the two messages apart (field 1 is a number here, bytes there).
  static func isLikelyKeyExchange(_ bytes: [UInt8]) -> Bool {
    bytes.first == 0x08
  }

  private static func agreementKey(_ bytes: some Collection<UInt8>) throws(OMEMOError) -> X25519PublicKey {
    do { return try X25519PublicKey(bytes) } catch { throw .invalidKey }
  }
}
