package import Primitives

/// What a run is bound to, `C` in SMP.md: its name, both identity keys in their roles, the session, the question.
package struct SMPContext: Sendable {
  package let run: SMPRunID
  /// What the initiator asks.
  package let question: SMPQuestion?
  /// 64 bytes.
  package let digest: [UInt8]

  /// - Parameters:
  ///   - initiator: the identity key, in X25519 form, of the device that sends the first message.
  ///   - responder: that of the device that is asked.
  ///   - sessionBinding: 16 to 1024 bytes that the session exports for this and nothing else; the same at both ends.
  /// - Throws: ``SMPError/sameIdentity``, ``SMPError/unusableBinding``.
  package init(
    run: SMPRunID, initiator: X25519PublicKey, responder: X25519PublicKey, sessionBinding: [UInt8],
    question: SMPQuestion?
  ) throws(SMPError) {
    guard initiator != responder else { throw .sameIdentity }
    guard SMPLimits.sessionBinding.contains(sessionBinding.count) else { throw .unusableBinding }
    let text = question.map { Array($0.text.utf8) } ?? []
    var data = run.bytes + initiator.encoded + responder.encoded
    data += UInt16(sessionBinding.count).bigEndianBytes + sessionBinding
    data += [question == nil ? 0 : 1] + UInt16(text.count).bigEndianBytes + text
    self.init(run: run, question: question, digest: SMPHash.hash(.context, data))
  }

  /// Out of a record.
  init(run: SMPRunID, question: SMPQuestion?, digest: [UInt8]) {
    self.run = run
    self.question = question
    self.digest = digest
  }
}
