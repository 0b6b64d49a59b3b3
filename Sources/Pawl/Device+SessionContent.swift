import OMEMO
import Primitives
import Storage
import XML

/// Content for one device, in one session.
extension Device {
  /// The session that content for a device goes out in: the one in use, or a new one from its bundle, which is stored.
  ///
  /// Over the legacy wire only to a device that is known not to show it as a text.
  ///
  /// - Throws: ``VerificationError``: `unknownDevice`, `distrusted`, `noSession`.
  func sessionForContent(
    with device: DeviceID, of jid: JID, now: Int64, _ transaction: borrowing Transaction
  ) throws -> SessionID {
    guard let record = try transaction.device(device, of: jid), record.identityKey != nil else {
      throw VerificationError.unknownDevice
    }
    guard record.trust != .distrusted else { throw VerificationError.distrusted }
    let namespaces = Namespace.allCases.reversed().filter { $0 != .legacy || record.understandsTokens }
    for namespace in namespaces {
      if let id = try transaction.sendingSessionID(with: device, of: jid, in: namespace) { return id }
      guard record.listings.contains(namespace), let new = try newSession(with: record, in: namespace, transaction) else {
        continue
      }
      let id = new.id
      try transaction.save(new.session, id, after: .sealed, now: now)
      return id
    }
    let wanted = namespaces.first { record.listings.contains($0) }
    throw VerificationError.noSession(
      wanted.map { [.fetchBundle(jid: jid.bare.description, device: device, $0)] } ?? [])
  }

  /// Seals content for one device in a session of its, and writes the session.
  ///
  /// - Returns: the whole `<message/>`; `nil` when nothing may be sent in the session any more.
  func seal(
    _ content: [Element], in id: SessionID, now: Int64, _ transaction: borrowing Transaction
  ) throws -> String? {
    guard try transaction.isSendable(id), try transaction.device(id.device, of: id.jid)?.trust != .distrusted,
      var session = try transaction.session(id)
    else { return nil }
    let namespace = session.profile.namespace
    var outgoing = try OutgoingContent(
      content, time: DateTime(secondsSinceEpoch: now), from: account.jid, to: id.jid)
    let sealed = try outgoing.sealKey(in: &session)
    try transaction.save(session, id, after: .sealed, now: now)
    let key = EncryptedElement.Key(recipient: id.device, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes)
    let encrypted = EncryptedElement(
      namespace: namespace, sender: self.id, keys: [EncryptedElement.Keys(account: id.jid, keys: [key])],
      payload: outgoing.payload(in: namespace))
    return try stanza(to: id.jid, [encrypted], isShown: false)
  }
}
