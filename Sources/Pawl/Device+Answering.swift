import OMEMO
import Primitives
public import Storage
import XML

/// Empty messages that are owed to peers, and what is put off while an archive is read.
extension Device {
  /// To be called before the messages of an archive, or those that waited on the server, are handed to ``receive(_:now:)``.
  ///
  /// Till ``endCatchUp(now:)`` no answer is sent, and a one-time prekey that was used is kept: two senders may have taken the
  /// same while this device was away (XEP-0384 0.9, section 5.5.2).
  public func beginCatchUp() throws(StorageError) {
    try reading { try $0.set(isCatchingUp: true) }
  }

  /// Deletes the prekeys that were used meanwhile, and answers. Also what a process that only decrypts has used is deleted here,
  /// whether or not ``beginCatchUp()`` was called.
  ///
  /// - Returns: the answers, tokens that were put off, and the bundles if prekeys were used.
  public func endCatchUp(now: Int64) throws(StorageError) -> [Action] {
    let used = try reading { transaction in
      let used = try transaction.namespacesOfUsedPreKeys()
      try transaction.set(isCatchingUp: false)
      try Self.refillPreKeys(transaction)
      return used
    }
    return used.map { .publishBundle($0) } + (try answers(now: now))
  }

  /// What has to be done now and then, such as once a day and after each login: makes a new signed prekey once a week,
  /// drops old sessions, kept keys and tokens, renews signed statements, withdraws trust from statements that have expired,
  /// and sends answers and trust messages that were put off. Fills the pool of push tokens up, and asks for tokens to be
  /// revoked that the gateway has not been told of. Makes new one-time prekeys for those that a process that only decrypts
  /// has used.
  public func maintain(now: Int64) throws(StorageError) -> [Action] {
    let (bundles, others) = try reading { transaction in
      try transaction.rotateSignedPreKey(now: now)
      try transaction.dropExpired(now: now)
      let time = DateTime(secondsSinceEpoch: now)
      try purgeTokens(time, transaction)
      for jid in try transaction.accountsWithVouchedDevices() { _ = try review(jid, now: now, transaction) }
      let statements = try renewStatements(now: now, transaction)
      let renewed = try isPuttingOff(transaction) ? [] : Self.refillPreKeys(transaction)
      return (
        try transaction.takeBundleDue() ? Namespace.allCases : renewed,
        statements + (try revocations(transaction)) + (try fetches(time, transaction))
      )
    }
    return bundles.map { .publishBundle($0) } + (try answers(now: now)) + others
  }

  /// The answers that are due, in a transaction of their own: when the mirror fails after it, they are withheld, and nothing
  /// else is.
  private func answers(now: Int64) throws(StorageError) -> [Action] {
    do {
      return try reading { transaction in
        guard try !isPuttingOff(transaction) else { return [] }
        let answers: [Action] = try transaction.sessionIDsWithAnswerDue().compactMap { id in
          try answer(id, now: now, transaction).map { .send(stanza: $0) }
        }
        return answers + (try owedTrustMessages(now: now, transaction)) + (try supplyDues(now: now, transaction))
      }
    } catch .mirrorFailed {
      return []
    }
  }

  /// An empty message in one session. `nil` where nothing may be sent: in a session of a store that was put back, and to a
  /// device that the user rejected.
  func answer(_ id: SessionID, now: Int64, _ transaction: borrowing Transaction) throws -> String? {
    guard try transaction.isSendable(id), try transaction.device(id.device, of: id.jid)?.trust != .distrusted,
      var session = try transaction.session(id)
    else { return nil }
    let stanza = try emptyMessage(to: id.jid, device: id.device, &session)
    try transaction.save(session, id, after: .sealed, now: now)
    return stanza
  }

  /// An empty message for one device: it answers, or begins a session.
  func emptyMessage(to jid: JID, device: DeviceID, _ session: inout Session) throws -> String {
    let namespace = session.profile.namespace
    let sealed =
      switch namespace {
      case .omemo2: try session.seal(PayloadCipher.emptyKeyMaterial())
      case .legacy: try session.seal(LegacyPayloadCipher.emptyKeyMaterial())
      }
    let key = EncryptedElement.Key(
      recipient: device, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes)
    let encrypted = EncryptedElement(
      namespace: namespace, sender: id, keys: [EncryptedElement.Keys(account: jid.bare, keys: [key])], payload: nil)
    return try stanza(to: jid, [encrypted], isShown: false)
  }
}
