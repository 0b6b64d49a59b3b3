import OMEMO
import Primitives
import Storage
import Verification
import XML

/// Automatic Trust Management (XEP-0450) over trust messages (XEP-0434): who verifies one device verifies the others of
/// both accounts with it, as far as their users have verified each other's.
///
/// Trust stands in the rows of the devices. The state that the protocol's rules work on is read from them for each
/// message or decision, and what follows is written to them before anything is sent.
extension Device {
  /// This device's key, as trust messages name it.
  var ownKey: KeyReference {
    KeyReference(account.jid, TrustKeyID(account.identity.publicKey))
  }

  /// Takes the user's decision, and tells the devices that are to know.
  ///
  /// Trust without verification is nobody else's business, and a key of legacy OMEMO has no name to tell it by.
  func decide(
    _ trust: Trust, on device: DeviceRecord, now: Int64, _ transaction: borrowing Transaction
  ) throws -> TrustOutcome {
    try transaction.set(trust, device.id, of: device.jid, decidedAt: now)
    guard let key = device.edwardsKey.map({ KeyReference(device.jid, TrustKeyID($0)) }),
      let statement = TrustStatement(trust)
    else { return TrustOutcome(changes: [], actions: []) }
    var state = try transaction.trustState(of: ownKey)
    let decision = state.decide(statement, on: key, now: DateTime(secondsSinceEpoch: now))
    try transaction.save(decision)
    return TrustOutcome(
      changes: try changes(decision, transaction),
      actions: try deliver(state.deliveries(after: statement, of: key), now: now, transaction))
  }

  /// Takes a trust message out of an envelope's content. It counts from OMEMO 2 only, where the envelope says who wrote
  /// it and when; one that is in bad form is dropped, and the message beside it does not suffer for it.
  func takeTrustMessage(
    from envelope: Envelope, by sender: DeviceRecord, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> [Event] {
    let elements = envelope.content.filter { TrustMessage.isTrustMessage($0) }
    guard incoming.namespace == .omemo2, elements.count == 1, let message = try? TrustMessage(elements[0]),
      let sent = envelope.time, let key = sender.edwardsKey
    else { return [] }
    var state = try transaction.trustState(of: ownKey)
    let decision = state.receive(
      message, from: KeyReference(incoming.jid, TrustKeyID(key)), sent: sent,
      now: DateTime(secondsSinceEpoch: incoming.now))
    try transaction.save(decision)
    let isRejected = decision.ignored.contains { $0.reason == .aboutThisDevice && $0.statement == .distrust }
    let rejection: [Event] =
      isRejected && sender.trust == .verified
      ? [.thisDeviceDistrusted(by: Recipient(jid: incoming.jid.description, device: incoming.device))] : []
    return try changes(decision, transaction).map { .trustChanged($0) } + rejection
  }

  /// Lets count what was said of a device before its key was known.
  func takeWhatWasSaid(
    of id: DeviceID, _ jid: JID, _ transaction: borrowing Transaction
  ) throws -> [TrustChange] {
    guard let key = try transaction.device(id, of: jid)?.edwardsKey else { return [] }
    let reference = KeyReference(jid, TrustKeyID(key))
    guard try transaction.isAwaited(reference) else { return [] }
    var state = try transaction.trustState(of: ownKey, without: reference)
    let decision = state.fetched([reference])
    try transaction.save(decision)
    return try changes(decision, transaction)
  }

  /// The trust messages that could not be sent before and can be now. Each has the date of its decision: under today's an
  /// old trust would overturn a distrust that was said since on the device that it goes to.
  func owedTrustMessages(now: Int64, _ transaction: borrowing Transaction) throws -> [Action] {
    try transaction.owedTrustMessages().compactMap { owed in
      guard let device = try transaction.device(owed.device, of: owed.jid), device.trust == .verified else {
        // Who is verified no more is told nothing.
        try transaction.delete(owed)
        return nil
      }
      guard let session = try session(forTrustMessagesTo: device, now: now, transaction),
        let stanza = try seal([owed.element], in: [session], saidAt: owed.decidedAt, now: now, transaction)
      else { return nil }
      try transaction.delete(owed)
      return .send(stanza: stanza)
    }
  }

  /// One stanza for each message and account. What a device cannot be sent now is kept for it.
  ///
  /// - Parameter now: the moment of the decision.
  private func deliver(
    _ deliveries: [TrustDelivery], now: Int64, _ transaction: borrowing Transaction
  ) throws -> [Action] {
    var actions: [Action] = []
    for delivery in deliveries {
      let devices = try delivery.recipients.sorted().flatMap { try transaction.devices(with: $0) }
      for (jid, devices) in Dictionary(grouping: devices, by: \.jid).sorted(by: { $0.key.description < $1.key.description }) {
        var sessions: [SessionID] = []
        for device in devices {
          if decryptsOnly {
            // There is no connection to send it over: maintain(now:) of a process that has one does.
            try transaction.owe(delivery.message, to: device.id, of: jid, decidedAt: now)
          } else if let session = try session(forTrustMessagesTo: device, now: now, transaction) {
            sessions.append(session)
          } else if device.listings.contains(.omemo2) {
            try transaction.owe(delivery.message, to: device.id, of: jid, decidedAt: now)
            let fetch = Action.fetchBundle(jid: jid.description, device: device.id, .omemo2)
            if !actions.contains(fetch) { actions.append(fetch) }
          }
        }
        if let stanza = try seal([delivery.message.element], in: sessions, now: now, transaction) {
          actions.append(.send(stanza: stanza))
        }
      }
    }
    return actions
  }

  /// Over OMEMO 2 only: the legacy wire has no place for the time and the names that a trust message needs.
  private func session(
    forTrustMessagesTo device: DeviceRecord, now: Int64, _ transaction: borrowing Transaction
  ) throws -> SessionID? {
    if let id = try transaction.sendingSessionID(with: device.id, of: device.jid, in: .omemo2) { return id }
    guard device.listings.contains(.omemo2), let new = try newSession(with: device, in: .omemo2, transaction) else {
      return nil
    }
    let id = new.id
    try transaction.save(new.session, id, after: .sealed, now: now)
    return id
  }

  /// What of a decision others' words brought about.
  private func changes(_ decision: TrustDecision, _ transaction: borrowing Transaction) throws -> [TrustChange] {
    try decision.changes.flatMap { change -> [TrustChange] in
      guard change.isNew, let said = change.by else { return [] }
      let saidBy = try transaction.devices(with: said).first.map { Recipient(jid: $0.jid.description, device: $0.id) }
      return try transaction.devices(with: change.key).compactMap { device in
        device.identityKey.map {
          TrustChange(
            jid: device.jid.description, device: device.id, fingerprint: Fingerprint($0), trust: Trust(change.level),
            saidBy: saidBy)
        }
      }
    }
  }
}

extension TrustStatement {
  /// `nil` for what is not said to others.
  fileprivate init?(_ trust: Trust) {
    switch trust {
    case .verified: self = .trust
    case .distrusted: self = .distrust
    case .trusted, .undecided: return nil
    }
  }
}
