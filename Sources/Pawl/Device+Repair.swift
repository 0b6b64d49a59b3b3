public import OMEMO
import Storage
import XML

extension Device {
  /// Begins a new session with a device, because the one that there is cannot be read by one of the two sides. It takes
  /// the user's or the app's word: nothing here starts a session anew by itself, since two clients that both did so would
  /// never come to an end (XEP-0384 0.9, section 6).
  ///
  /// The device's bundle has to be imported just before. Late messages of the old session can still be read.
  ///
  /// - Returns: an empty message with the key exchange, to be sent.
  public func repair(_ jid: String, device: DeviceID) throws(SendError) -> String {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        guard let record = try transaction.device(device, of: jid), !record.listings.isEmpty else {
          throw SendError.noDevices
        }
        guard record.trust.allowsSending else { throw SendError.noUsableDevice(untrusted: 1, withoutBundle: 0) }
        for namespace in record.listings.sorted(by: >) {
          guard let outgoing = try newSession(with: record, in: namespace, transaction) else { continue }
          let sessionID = outgoing.id
          var session = outgoing.session
          let stanza = try emptyMessage(to: jid, device: device, &session)
          try transaction.save(session, sessionID)
          return stanza
        }
        throw SendError.noUsableDevice(untrusted: 0, withoutBundle: 1)
      }
    } catch {
      throw SendError(error)
    }
  }
}
