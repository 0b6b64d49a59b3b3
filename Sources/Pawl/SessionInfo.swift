public import OMEMO
import Primitives
public import Storage

/// A session, for people to look at. No key of it is shown.
public struct SessionInfo: Sendable {
  public enum Role: String, Sendable {
    /// We began it.
    case initiator
    /// The peer began it.
    case responder
  }

  /// The peer's bare JID.
  public let jid: String
  public let device: DeviceID
  public let namespace: Namespace
  /// The public key of the exchange that began it, 64 hex digits. Both sides know the session by it.
  public let exchangeKey: String
  public let fingerprint: Fingerprint
  public let trust: Trust
  public let role: Role
  /// Whether this is the session that the next message to the device uses.
  public let isActive: Bool
  /// Whether the peer is known to have it. Until then every message repeats the key exchange.
  public let isConfirmed: Bool
  /// Keys kept for messages that have not arrived.
  public let skippedKeys: Int
}

extension Device {
  /// Every session, by account and device; the active one of a device first.
  public func sessions() throws(StorageError) -> [SessionInfo] {
    try reading { transaction in
      var seen: Set<Recipient> = []
      return try transaction.allSessionIDs().map { id in
        guard let session = try transaction.session(id), let device = try transaction.device(id.device, of: id.jid) else {
          throw StorageError.corrupt
        }
        let recipient = Recipient(jid: id.jid.description, device: id.device)
        return SessionInfo(
          jid: recipient.jid, device: id.device, namespace: session.profile.namespace,
          exchangeKey: TextEncoding.hex(id.exchangeKey.encoded),
          fingerprint: Fingerprint(try session.peerKey.agreementKey()),
          trust: device.trust, role: session.role == .initiator ? .initiator : .responder,
          isActive: try transaction.isSendable(id) && seen.insert(recipient).inserted, isConfirmed: session.isConfirmed,
          skippedKeys: try transaction.skippedKeyCount(id))
      }
    }
  }
}
