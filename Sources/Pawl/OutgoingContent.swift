import OMEMO
import Primitives
import XML

/// What a message says, sealed once for each version of OMEMO that one of its recipients needs.
struct OutgoingContent: ~Copyable {
  private let envelope: SecretBytes
  private let legacyPlaintext: SecretBytes
  /// Whether every legacy client shows it as what it is. Anything but a text would be shown as XML.
  let isText: Bool
  private var omemo2: SealedPayload?
  private var legacy: SealedPayload?

  /// What stands before an envelope on the legacy wire, where a text is expected. No text begins so: XML has no NUL.
  static let legacyEnvelopeMark: UInt8 = 0

  /// - Throws: ``SendError``: `invalidText`, `tooLarge`.
  init(_ content: [Element], time: DateTime, from: JID, to: JID) throws {
    let envelope = Envelope(content: content, time: time, from: from.bare, to: to.bare)
    guard let xml = try? envelope.serialised() else { throw SendError.invalidText }
    guard xml.utf8.count <= OMEMOLimits.envelopeBytes else { throw SendError.tooLarge }
    let bytes = Array(xml.utf8)
    self.envelope = SecretBytes(copying: bytes)
    isText = envelope.body != nil
    legacyPlaintext = SecretBytes(
      copying: envelope.body.map { Array($0.utf8) } ?? [Self.legacyEnvelopeMark] + bytes)
  }

  /// Seals the key of the session's version for the session's device.
  mutating func sealKey(in session: inout Session) throws -> SealedMessage {
    switch session.profile.namespace {
    case .omemo2:
      let sealed = try omemo2.take() ?? PayloadCipher.seal(envelope)
      let message = try session.seal(sealed.keyMaterial)
      omemo2 = consume sealed
      return message
    case .legacy:
      let sealed = try legacy.take() ?? LegacyPayloadCipher.seal(legacyPlaintext)
      let message = try session.seal(sealed.keyMaterial)
      legacy = consume sealed
      return message
    }
  }

  /// The payload of a version that a key has been sealed for.
  borrowing func payload(in namespace: Namespace) -> EncryptedPayload? {
    switch namespace {
    case .omemo2: Self.payload(omemo2)
    case .legacy: Self.payload(legacy)
    }
  }

  private static func payload(_ sealed: borrowing SealedPayload?) -> EncryptedPayload? {
    switch sealed {
    case .some(let sealed): sealed.payload
    case .none: nil
    }
  }
}
