public import OMEMO
import Primitives
public import Storage
import Verification
import XML

/// Verification of a device by a secret that two people share (page "Verification by a shared secret").
///
/// Each message belongs to one session, which it is bound to by a key that the session exports. The record of a run is
/// written in the transaction that seals the message made from it. Deriving the secret takes 64 MiB and a fraction of a
/// second, outside of any transaction.
extension Device {
  /// Asks a device's user for a secret that both know.
  ///
  /// - Parameters:
  ///   - jid: the contact, or our own account.
  ///   - secret: what this user typed: 1 to 1024 bytes.
  ///   - question: what the other user is shown, in the clear to the device: 1 to 512 bytes.
  ///   - now: seconds since 1970.
  /// - Returns: the stanza to send.
  public func startVerification(
    of jid: String, device: DeviceID, secret: String, question: String? = nil, now: Int64
  ) throws(VerificationError) -> String {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      let asked = try question.map { (text) throws(SMPError) in try SMPQuestion(text) }
      let prepared = try store.transaction { transaction in
        guard try transaction.verification(with: device, of: jid) == nil else { throw VerificationError.underWay }
        let id = try sessionForContent(with: device, of: jid, now: now, transaction)
        let ends = try ends(of: id, transaction)
        return PreparedRun(
          session: id,
          context: try SMPContext(
            run: .random(), initiator: account.identity.agreementKey.publicKey, responder: ends.peer,
            sessionBinding: ends.binding, question: asked))
      }
      let secret = try SMPSecret(secret, for: prepared.context)
      var run = SMPRun(prepared.context)
      let message = try run.begin(with: secret)
      return try store.transaction { transaction in
        guard try transaction.verification(with: device, of: jid) == nil else { throw VerificationError.underWay }
        return try send(message, of: run, in: prepared.session, isInitiator: true, now: now, transaction)
      }
    } catch {
      throw VerificationError(error)
    }
  }

  /// Answers a device that asked: see ``VerificationEvent/asked(question:)``.
  ///
  /// - Parameter secret: what this user typed. An app never answers by itself.
  /// - Returns: the stanza to send. Whether both typed the same comes with the device's next message.
  public func answerVerification(
    _ jid: String, device: DeviceID, secret: String, now: Int64
  ) throws(VerificationError) -> String {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      let context = try store.transaction { transaction in
        guard let record = try transaction.verification(with: device, of: jid) else { throw VerificationError.notAsked }
        let run = try SMPRun(decoding: record.intoRecord())
        guard run.isAsked else { throw VerificationError.notAsked }
        return run.context
      }
      var derived: SMPSecret? = try SMPSecret(secret, for: context)
      return try store.transaction { transaction in
        guard let secret = derived.take(), let record = try transaction.verification(with: device, of: jid),
          record.run == context.run.bytes
        else { throw VerificationError.notAsked }
        let session = record.session
        var run = try SMPRun(decoding: record.intoRecord())
        let message = try run.answer(with: secret)
        return try send(message, of: run, in: session, isInitiator: false, now: now, transaction)
      }
    } catch {
      throw VerificationError(error)
    }
  }

  /// Gives up the run that is under way with a device, of whichever side.
  ///
  /// - Returns: the stanza to send; `nil` when nothing can be sent in the run's session any more. The run is over either way.
  public func abortVerification(_ jid: String, device: DeviceID, now: Int64) throws(VerificationError) -> String? {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        guard let record = try transaction.verification(with: device, of: jid), let run = SMPRunID(record.run) else {
          throw VerificationError.noRun
        }
        let session = record.session
        try transaction.endVerification(.aborted, with: device, of: jid, now: now)
        return try seal([SMPMessage.abort(run).element], in: session, now: now, transaction)
      }
    } catch {
      throw VerificationError(error)
    }
  }

  /// The last run with each device that there was one with. A client shows those that brought no result as failed
  /// attempts: each may have been a guess.
  public func verifications() throws(StorageError) -> [VerificationStatus] {
    try reading { transaction in
      try transaction.verifications().map { summary in
        var state = summary.outcome.map { VerificationStatus.State($0) } ?? .waiting
        var question: String?
        if let record = try transaction.verification(with: summary.device, of: summary.jid) {
          let run = try SMPRun(decoding: record.intoRecord())
          if run.isAsked {
            state = .asked
            question = run.context.question?.text
          }
        }
        return VerificationStatus(
          jid: summary.jid.description, device: summary.device, state: state, isInitiator: summary.isInitiator,
          question: question)
      }
    }
  }

  /// What a run in a session is bound to: the peer's identity key, and the key that the session exports for this.
  func ends(of id: SessionID, _ transaction: borrowing Transaction) throws -> (peer: X25519PublicKey, binding: [UInt8]) {
    guard let session = try transaction.session(id) else { throw VerificationError.noSession([]) }
    let peer = try session.peerKey.agreementKey()
    switch session.exporter {
    case .some(let exporter):
      // It goes into a hash that everything in the run is bound to, and nowhere else.
      return (peer, exporter.key(for: .verification).declassified())
    case .none: throw VerificationError.noExportedKey
    }
  }

  /// Writes a run and seals the message that was made from it.
  private func send(
    _ message: SMPMessage, of run: borrowing SMPRun, in session: SessionID, isInitiator: Bool, now: Int64,
    _ transaction: borrowing Transaction
  ) throws -> String {
    guard let record = run.encoded() else { throw StorageError.corrupt }
    try transaction.save(
      VerificationRecord(session: session, run: run.context.run.bytes, isInitiator: isInitiator, record: record), now: now)
    guard let stanza = try seal([message.element], in: session, now: now, transaction) else {
      throw VerificationError.noSession([])
    }
    return stanza
  }
}

/// A run that is about to begin, between the transaction that found its session and the one that writes it.
private struct PreparedRun {
  let session: SessionID
  let context: SMPContext
}
