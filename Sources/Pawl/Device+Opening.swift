import DoubleRatchet
import OMEMO
import Primitives
import Storage
import X3DH

/// From the key of a message to what the ratchet gives for it.
extension Device {
  /// Opens the one of the keys that is ours. There is more than one only on the legacy wire, where a key does not say
  /// whose device it is for.
  func open(
    _ keys: ArraySlice<EncryptedElement.Key>, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Opened {
    var failure: any Error = ReceiveError.notForThisDevice
    var budget = StepBudget()
    for key in keys {
      do {
        return try key.isKeyExchange
          ? openKeyExchange(key.bytes, incoming, &budget, transaction)
          : openMessage(RatchetMessage(key.bytes, in: incoming.namespace.profile), incoming, &budget, transaction)
      } catch {
        guard error is ReceiveError || error is OMEMOError || error is SessionError else { throw error }
        failure = error
      }
    }
    throw failure
  }

  /// A message of a session that exists. The active session is tried first; the others are there for late messages and
  /// for sessions that both sides began at once (Sesame, section 3.4).
  private func openMessage(
    _ message: RatchetMessage, _ incoming: Incoming, _ budget: inout StepBudget, _ transaction: borrowing Transaction
  ) throws -> Opened {
    var failure = ReceiveError.noSession
    for row in try transaction.sessions(with: incoming.device, of: incoming.jid, in: incoming.namespace) {
      do {
        let opening = try Opening(message, in: transaction.open(row), row.id, &budget, transaction)
        return try settle(opening, as: .opened, incoming, transaction)
      } catch SessionError.authenticationFailed {
        if failure != .tooFarAhead { failure = .undecryptable }
      } catch SessionError.tooFarAhead {
        failure = .tooFarAhead
      }
    }
    throw failure
  }

  /// A key exchange: of a session that we have, when the peer has not heard from us yet; else of a new one.
  private func openKeyExchange(
    _ bytes: [UInt8], _ incoming: Incoming, _ budget: inout StepBudget, _ transaction: borrowing Transaction
  ) throws -> Opened {
    let profile = incoming.namespace.profile
    let exchange = try KeyExchange(bytes, in: profile)
    let message = try RatchetMessage(exchange.message, in: profile)
    let peerKey = try exchange.id.identityKey.agreementKey()
    // Our own exchange, sent back to us, is no answer.
    guard peerKey != account.identity.agreementKey.publicKey else { throw ReceiveError.ownIdentity }
    if let known = try transaction.device(incoming.device, of: incoming.jid)?.identityKey, known != peerKey {
      throw ReceiveError.identityChanged
    }
    let id = SessionID(jid: incoming.jid, device: incoming.device, exchangeKey: exchange.id.ephemeralKey)
    if let session = try transaction.session(id) {
      guard session.role == .responder, session.exchange == exchange.id, session.profile.namespace == incoming.namespace
      else { throw ReceiveError.exchangeMismatch }
      let opening = try Opening(message, in: session, id, &budget, transaction)
      return try settle(opening, as: .openedRepeatedExchange, incoming, transaction)
    }
    let session = try newSession(exchange.id, incoming, transaction)
    let opening = try Opening(message, in: session, id, &budget, transaction)
    switch try bind(exchange.id.identityKey, to: incoming.device, of: incoming.jid, transaction) {
    case .bound: break
    case .otherKey: throw ReceiveError.identityChanged
    case .tooManyDevices: throw ReceiveError.tooManyDevices
    }
    try transaction.dropBundle(of: incoming.device, incoming.jid, in: incoming.namespace)
    try transaction.useOneTimePreKey(
      exchange.id.preKeyID, exchangeKey: exchange.id.ephemeralKey, isKept: isPuttingOff(transaction))
    let changes = try takeWhatWasSaid(of: incoming.device, incoming.jid, transaction)
    return try settle(opening, as: .opened, isNew: true, changes: changes, incoming, transaction)
  }

  /// Of a device that was known before its key's Edwards form was kept, the first message brings it.
  func noteKey(of id: SessionID, _ transaction: borrowing Transaction) throws {
    guard try transaction.device(id.device, of: id.jid)?.edwardsKey == nil,
      let key = try transaction.session(id)?.peerKey
    else { return }
    try transaction.note(key, of: id.device, id.jid)
  }

  private func newSession(
    _ exchange: KeyExchangeID, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Session {
    guard try !transaction.isAccepted(exchangeKey: exchange.ephemeralKey) else { throw ReceiveError.unknownPreKey }
    guard let signedPreKey = try transaction.signedPreKey(exchange.signedPreKeyID) else {
      throw ReceiveError.unknownSignedPreKey
    }
    guard let oneTimePreKey = try transaction.oneTimePreKey(exchange.preKeyID, for: incoming.namespace) else {
      throw ReceiveError.unknownPreKey
    }
    return try Session(
      responding: incoming.namespace.profile, identity: account.identity, exchange: exchange,
      signedPreKey: signedPreKey, oneTimePreKey: oneTimePreKey)
  }

  /// Writes what an opened message changed, and answers it if the peer waits for that.
  ///
  /// - Parameter isNew: whether the message began the session. An answer stops the peer from repeating the key exchange.
  private func settle(
    _ opening: consuming Opening, as use: SessionUse, isNew: Bool = false, changes: [TrustChange] = [],
    _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Opened {
    let id = opening.id
    let use = opening.received.spent == nil ? use : .openedLate
    let isAnswerDue = isNew || opening.isHeartbeatDue
    let isCatchingUp = isAnswerDue ? try isPuttingOff(transaction) : false
    var actions: [Action] = []
    if isNew, !isCatchingUp {
      try transaction.refillOneTimePreKeys(to: Self.oneTimePreKeyCount, for: incoming.namespace)
      actions.append(.publishBundle(incoming.namespace))
    }
    try transaction.save(opening.session, id, after: use, now: incoming.now)
    if isAnswerDue {
      try transaction.setAnswerDue(id)
      if !isCatchingUp, let answer = try answer(id, now: incoming.now, transaction) { actions.append(.send(stanza: answer)) }
    }
    return Opened(
      session: id, keyMaterial: try opening.received.settled(in: transaction, id, incoming.now), actions: actions,
      changes: changes)
  }
}

/// A message that a session opened, and nothing written of it yet.
private struct Opening: ~Copyable {
  let id: SessionID
  let session: Session
  let received: Received<SecretBytes>
  let isHeartbeatDue: Bool

  /// - Throws: ``SessionError``.
  init(
    _ message: RatchetMessage, in session: consuming Session, _ id: SessionID, _ budget: inout StepBudget,
    _ transaction: borrowing Transaction
  ) throws {
    try budget.spend(session.stepCount(for: message))
    var storedKey: MessageKey?
    if let key = session.storedKeyID(for: message) { storedKey = try transaction.skippedKey(key, id) }
    let before = session.receivedCount(inChainOf: message)
    received = try session.open(message, storedKey: storedKey)
    isHeartbeatDue = Heartbeat.isDue(chainLength: before, session.receivedCount(inChainOf: message))
    self.id = id
    self.session = session
  }
}

/// A ratchet message that opened.
struct Opened: ~Copyable {
  let session: SessionID
  let keyMaterial: SecretBytes
  let actions: [Action]
  /// What had been said of the device's key before it was known.
  let changes: [TrustChange]
}

extension Received<SecretBytes> {
  /// Writes the skipped keys, deletes the spent one, and gives up the plaintext.
  fileprivate consuming func settled(
    in transaction: borrowing Transaction, _ id: SessionID, _ now: Int64
  ) throws -> SecretBytes {
    if let spent { try transaction.deleteSkippedKey(spent, id) }
    try keepSkipped(in: transaction, id, now)
    return intoPlaintext()
  }

  private borrowing func keepSkipped(
    in transaction: borrowing Transaction, _ id: SessionID, _ now: Int64
  ) throws {
    switch skipped {
    case .some(let keys): try transaction.keep(keys, id, now: now)
    case .none: break
    }
  }
}
