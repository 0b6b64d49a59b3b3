import OMEMO
import Primitives
import X3DH
import XML

/// What anyone on the way can read in an element of OMEMO. It takes no keys and changes nothing.
public enum Inspection: Sendable, Encodable {
  /// One entry for each version of OMEMO in the stanza.
  case message([MessageParts])
  case bundle(BundleParts)
  case deviceList([UInt32])

  /// A `<message/>` with an `<encrypted/>`.
  public struct MessageParts: Sendable, Encodable {
    public let from: String
    public let to: String?
    public let namespace: String
    public let senderDevice: UInt32
    public let keys: [KeyParts]
    /// `nil` for an empty message.
    public let payloadByteCount: Int?
  }

  /// A `<key/>`, and the header of the ratchet message in it.
  public struct KeyParts: Sendable, Encodable {
    /// `nil` on the legacy wire, which does not say.
    public let jid: String?
    public let device: UInt32
    /// The numbers of the prekeys used, if this is a key exchange.
    public let keyExchange: ExchangeParts?
    public let ratchetKey: String
    public let number: UInt32
    public let previousCount: UInt32
    public let ciphertextByteCount: Int
  }

  public struct ExchangeParts: Sendable, Encodable {
    public let signedPreKeyID: UInt32
    public let preKeyID: UInt32
    public let fingerprint: String
  }

  /// A `<bundle/>`, its signature checked.
  public struct BundleParts: Sendable, Encodable {
    public let namespace: String
    public let fingerprint: String
    public let signedPreKeyID: UInt32
    public let isSignatureValid: Bool
    public let preKeyIDs: [UInt32]
  }

  /// - Throws: `malformed` for anything but the three elements.
  public init(_ xml: String) throws(ReceiveError) {
    do {
      let element = try Element.parse(Array(xml.utf8))
      self =
        switch element.name {
        case "bundle": .bundle(try BundleParts(PreKeyBundle(element)))
        case "devices", "list": .deviceList(try DeviceList(element).entries.map(\.id.value))
        default: .message(try Self.parts(of: EncryptedMessage(element)))
        }
    } catch {
      throw ReceiveError(error)
    }
  }

  private static func parts(of message: EncryptedMessage) throws -> [MessageParts] {
    try message.encrypted.map { try MessageParts($0, of: message) }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .message(let parts): try parts.encode(to: encoder)
    case .bundle(let parts): try parts.encode(to: encoder)
    case .deviceList(let ids): try ["devices": ids].encode(to: encoder)
    }
  }
}

extension Inspection.MessageParts {
  init(_ encrypted: EncryptedElement, of message: EncryptedMessage) throws {
    from = message.from.description
    to = message.to?.description
    namespace = encrypted.namespace.rawValue
    senderDevice = encrypted.sender.value
    keys = try encrypted.keys.flatMap { account in
      try account.keys.map { try Inspection.KeyParts($0, of: account.account, encrypted.namespace.profile) }
    }
    payloadByteCount = encrypted.payload?.ciphertext.count
  }
}

extension Inspection.KeyParts {
  init(_ key: EncryptedElement.Key, of account: JID?, _ profile: Profile) throws {
    jid = account?.description
    device = key.recipient.value
    let exchange = key.isKeyExchange ? try KeyExchange(key.bytes, in: profile) : nil
    keyExchange = try exchange.map { exchange in
      Inspection.ExchangeParts(
        signedPreKeyID: exchange.id.signedPreKeyID, preKeyID: exchange.id.preKeyID,
        fingerprint: Fingerprint(try exchange.id.identityKey.agreementKey()).description)
    }
    let message = try RatchetMessage(exchange?.message ?? key.bytes, in: profile)
    ratchetKey = TextEncoding.hex(message.header.ratchetKey.encoded)
    number = message.header.number
    previousCount = message.header.previousCount
    ciphertextByteCount = message.ciphertext.count
  }
}

extension Inspection.BundleParts {
  init(_ bundle: PreKeyBundle) throws {
    namespace = bundle.namespace.rawValue
    fingerprint = Fingerprint(try bundle.identityKey.agreementKey()).description
    signedPreKeyID = bundle.signedPreKey.id
    isSignatureValid = bundle.hasValidSignature
    preKeyIDs = bundle.oneTimePreKeys.map(\.id)
  }
}
