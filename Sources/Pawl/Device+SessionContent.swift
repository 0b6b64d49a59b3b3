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
    try seal(content, in: [id], now: now, transaction)
  }

  /// Seals content for devices of one account, in sessions of one version of OMEMO.
  ///
  /// - Parameter saidAt: the envelope's time, for content that was decided on earlier than it is sent; `nil` for now.
  /// - Returns: the whole `<message/>`; `nil` when nothing may be sent in any of the sessions any more.
  func seal(
    _ content: [Element], in ids: [SessionID], saidAt: Int64? = nil, now: Int64, _ transaction: borrowing Transaction
  ) throws -> String? {
    guard let jid = ids.first?.jid else { return nil }
    var outgoing = try OutgoingContent(
      content, time: DateTime(secondsSinceEpoch: saidAt ?? now), from: account.jid, to: jid)
    var keys: [EncryptedElement.Key] = []
    var namespace: Namespace?
    for id in ids {
      guard try transaction.isSendable(id), try transaction.device(id.device, of: id.jid)?.trust != .distrusted,
        var session = try transaction.session(id)
      else { continue }
      namespace = session.profile.namespace
      let sealed = try outgoing.sealKey(in: &session)
      try transaction.save(session, id, after: .sealed, now: now)
      keys.append(EncryptedElement.Key(recipient: id.device, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes))
    }
    guard let namespace else { return nil }
    let encrypted = EncryptedElement(
      namespace: namespace, sender: self.id, keys: [EncryptedElement.Keys(account: jid, keys: keys)],
      payload: outgoing.payload(in: namespace))
    return try stanza(to: jid, [encrypted], isShown: false)
  }
}
