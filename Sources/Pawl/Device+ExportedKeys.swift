public import OMEMO
import Primitives
import Storage
import XML

extension Device {
  /// A key of a session for a purpose, such as the transfer of one file (page "Exported keys"): what OTR's extra symmetric
  /// key was for. It is the same whenever it is asked for, on both sides, as long as the session lasts.
  ///
  /// - Parameters:
  ///   - purpose: 1 to 255 bytes of UTF-8 that set this use apart from all others: a namespace, and what identifies the
  ///     file, for example.
  ///   - jid: the contact, or our own account.
  ///   - session: ``ExportedKey/session`` as the other side named it; the session in use if not given.
  public func exportKey(
    for purpose: String, with jid: String, device: DeviceID, session: String? = nil
  ) throws(ExportError) -> ExportedKey {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    guard (1...255).contains(purpose.utf8.count) else { throw .invalidPurpose }
    do {
      return try store.transaction { transaction in
        guard let id = try sessionToExport(from: session, jid, device, transaction),
          let session = try transaction.session(id)
        else { throw ExportError.noSession }
        guard try transaction.device(device, of: jid)?.trust != .distrusted else { throw ExportError.distrusted }
        switch session.exporter {
        case .some(let exporter):
          return ExportedKey(
            session: TextEncoding.hex(id.exchangeKey.encoded),
            bytes: exporter.key(for: .application(purpose)).declassified())  // the app's
        case .none: throw ExportError.noExportedKey
        }
      }
    } catch {
      throw ExportError(error)
    }
  }

  private func sessionToExport(
    from name: String?, _ jid: JID, _ device: DeviceID, _ transaction: borrowing Transaction
  ) throws -> SessionID? {
    if let name {
      guard let bytes = TextEncoding.decodeHex(name), let key = try? X25519PublicKey(bytes) else { return nil }
      return SessionID(jid: jid, device: device, exchangeKey: key)
    }
    for namespace in Namespace.allCases.reversed() {
      if let id = try transaction.sendingSessionID(with: device, of: jid, in: namespace) { return id }
    }
    return nil
  }
}
