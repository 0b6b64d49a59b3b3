import OMEMO
import Primitives
import Storage
import Verification
import XML

/// Messages of the shared-secret protocol that a session brought.
extension Device {
  /// What a message did, and what is to be sent for it.
  struct VerificationStep {
    var event: VerificationEvent?
    var reply: String?
    /// Of a match: what others had said that counts now, and whom to tell.
    var outcome: TrustOutcome?
  }

  /// Takes the protocol's element out of an envelope's content. It stands there alone; nothing else is read with it.
  ///
  /// Whatever is wrong with it ends the run and not the stanza: the ratchet has moved on, and a run has one chance.
  func takeVerification(
    from content: [Element], in session: SessionID, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> VerificationStep {
    guard let element = content.first(where: { SMPMessage.isMessage($0) }),
      try transaction.device(incoming.device, of: incoming.jid)?.trust != .distrusted
    else { return VerificationStep() }
    let message = content.count == 1 ? try? SMPMessage(element) : nil
    switch try transaction.verification(with: incoming.device, of: incoming.jid) {
    case .some(let known):
      guard let message else { return try fail(known.run, in: session, incoming, transaction) }
      if known.run == message.run.bytes { return try goOn(known, with: message, in: session, incoming, transaction) }
      // Both began at once: the smaller name goes on, and the other is dropped without a word.
      guard message.step == .first, known.isInitiator, message.run.bytes.lexicographicallyPrecedes(known.run),
        try SMPRun(decoding: known.intoRecord()).isOffered
      else { return VerificationStep() }
      return try invite(message, in: session, incoming, transaction)
    case .none:
      guard let message, message.step == .first,
        try !transaction.isOver(verification: message.run.bytes, with: incoming.device, of: incoming.jid)
      else { return VerificationStep() }
      return try invite(message, in: session, incoming, transaction)
    }
  }

  /// A run that the device begins.
  private func invite(
    _ message: SMPMessage, in session: SessionID, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> VerificationStep {
    do {
      let ends = try ends(of: session, transaction)
      let run = try SMPRun(
        invitedBy: message, initiator: ends.peer, responder: account.identity.agreementKey.publicKey,
        sessionBinding: ends.binding)
      guard let record = run.encoded() else { throw StorageError.corrupt }
      try transaction.save(
        VerificationRecord(session: session, run: message.run.bytes, isInitiator: false, record: record),
        now: incoming.now)
      return VerificationStep(event: .asked(question: message.question?.text))
    } catch {
      guard error is SMPError || error as? VerificationError == .noExportedKey else { throw error }
      let abort = try seal([SMPMessage.abort(message.run).element], in: session, now: incoming.now, transaction)
      return VerificationStep(event: .failed, reply: abort)
    }
  }

  /// A message of the run that is under way.
  private func goOn(
    _ known: consuming VerificationRecord, with message: SMPMessage, in session: SessionID, _ incoming: Incoming,
    _ transaction: borrowing Transaction
  ) throws -> VerificationStep {
    // A run stays in its session: in another one it is bound to nothing.
    guard known.session == session else { return try fail(known.run, in: session, incoming, transaction) }
    let isInitiator = known.isInitiator
    var run = try SMPRun(decoding: known.intoRecord())
    func end(_ outcome: VerificationOutcome) throws {
      try transaction.endVerification(outcome, with: incoming.device, of: incoming.jid, now: incoming.now)
    }
    func sealed(_ reply: SMPMessage?) throws -> String? {
      try reply.flatMap { try seal([$0.element], in: session, now: incoming.now, transaction) }
    }
    switch run.receive(message) {
    case .ignored: return VerificationStep()
    case .reply(let reply):
      guard let record = run.encoded() else { throw StorageError.corrupt }
      try transaction.save(
        VerificationRecord(session: session, run: message.run.bytes, isInitiator: isInitiator, record: record),
        now: incoming.now)
      return VerificationStep(event: .wentOn, reply: try sealed(reply))
    case .finished(.match, let reply):
      try end(.match)
      guard let device = try transaction.device(incoming.device, of: incoming.jid) else { throw StorageError.corrupt }
      // First the last message of the run, so that the other side has verified us when it learns what we know.
      let reply = try sealed(reply)
      return VerificationStep(
        event: .match, reply: reply, outcome: try decide(.verified, on: device, now: incoming.now, transaction))
    case .finished(.noMatch, let reply):
      try end(.noMatch)
      return VerificationStep(event: .noMatch, reply: try sealed(reply))
    case .failed(_, let reply):
      try end(.failed)
      return VerificationStep(event: .failed, reply: try sealed(reply))
    case .aborted:
      try end(.aborted)
      return VerificationStep(event: .aborted)
    }
  }

  /// Ends a run for a message that cannot be read, or that came in another session.
  private func fail(
    _ run: [UInt8], in session: SessionID, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> VerificationStep {
    try transaction.endVerification(.failed, with: incoming.device, of: incoming.jid, now: incoming.now)
    let abort = SMPRunID(run).map { SMPMessage.abort($0).element }
    return VerificationStep(
      event: .failed, reply: try abort.flatMap { try seal([$0], in: session, now: incoming.now, transaction) })
  }
}
