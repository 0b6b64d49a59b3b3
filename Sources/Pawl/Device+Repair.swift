public import OMEMO
import Storage
import XML

extension Device {
  /// Begins a new session with a device, because the one that there is cannot be read by one of the two sides, or because
  /// there is none to read its messages with. Where there is one, it takes the user's or the app's word: nothing here starts
  /// a session anew by itself, since two clients that both did so would never come to an end (XEP-0384 0.9, section 6).
  /// Nor can an app that calls this by itself: it is done three times a day for each device.
  ///
  /// The device's bundle has to be imported just before. Late messages of the old session can still be read. A session of
  /// OMEMO 2 is not replaced by one of the legacy wire: whoever withholds bundles must not bring a conversation down.
  ///
  /// - Parameters:
  ///   - jid: the contact, or our own account.
  ///   - now: seconds since 1970.
  /// - Returns: an empty message with the key exchange, to be sent.
  public func repair(_ jid: String, device: DeviceID, now: Int64) throws(SendError) -> String {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        guard let record = try transaction.device(device, of: jid) else { throw SendError.noDevices }
        let recipient = Recipient(jid: jid.description, device: device)
        guard record.trust != .distrusted else {
          throw SendError.noUsableDevice([Omission(recipient: recipient, reason: .distrusted)], [])
        }
        let oldest = try transaction.newestNamespace(of: device, jid) ?? .legacy
        for namespace in Namespace.allCases.reversed() where namespace >= oldest {
          guard let outgoing = try newSession(with: record, in: namespace, transaction) else { continue }
          guard try transaction.noteRepair(of: device, jid, now: now) else { throw SendError.repairedTooOften }
          let sessionID = outgoing.id
          var session = outgoing.session
          let stanza = try emptyMessage(to: jid, device: device, &session)
          try transaction.save(session, sessionID, after: .sealed, now: now)
          log.done("session begun anew", with: recipient.jid, device: device)
          return stanza
        }
        let wanted = record.listings.filter { $0 >= oldest }.max() ?? oldest
        throw SendError.noUsableDevice(
          [Omission(recipient: recipient, reason: .noBundle)],
          [.fetchBundle(jid: recipient.jid, device: device, wanted)])
      }
    } catch {
      throw log.refused("repair", SendError(error))
    }
  }
}
