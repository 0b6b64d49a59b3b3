package import Primitives

/// One run of the socialist millionaires' protocol, of either side, from the first message to the result.
///
/// SMP.md beside this target specifies it to the byte. A run does not know the session that carries it, nor whom it
/// speaks with beyond the keys that it was bound to, and it does not decide what a result means for trust.
///
/// A run has one chance, as online guesses are all that an attacker has: whatever goes wrong, it is over, and as it
/// cannot be copied there is no earlier state to try again from. The one way back would be a stored record, so the
/// caller replaces it, in one transaction, before a message goes out.
package struct SMPRun: ~Copyable, Sendable {
  package let context: SMPContext
  var stage: SMPStage

  /// A run that we begin.
  package init(_ context: SMPContext) {
    self.init(context, .ready)
  }

  /// A run that the other side began, with the first message verified. The user is to be shown the question.
  ///
  /// - Parameters:
  ///   - initiator: the sender's identity key, of the session that brought the message.
  ///   - responder: our own.
  ///   - sessionBinding: see ``SMPContext``.
  /// - Throws: ``SMPError``; the caller answers with ``SMPMessage/abort(_:)``.
  package init(
    invitedBy message: SMPMessage, initiator: X25519PublicKey, responder: X25519PublicKey, sessionBinding: [UInt8]
  ) throws(SMPError) {
    guard message.step == .first else { throw .outOfOrder }
    let context = try SMPContext(
      run: message.run, initiator: initiator, responder: responder, sessionBinding: sessionBinding,
      question: message.question)
    let body = try SMPMessage1(decoding: message.values)
    try body.verify(SMPTranscript(context))
    self.init(context, .awaitingAnswer(body))
  }

  init(_ context: SMPContext, _ stage: consuming SMPStage) {
    self.context = context
    self.stage = stage
  }

  /// Whether the run has a result or never will have one.
  package var isOver: Bool {
    stage.isOver
  }

  /// Whether the other side began it and waits for the user's answer.
  package var isAsked: Bool {
    stage.invitation != nil
  }

  /// Whether our first message is out and nothing has come back.
  package var isOffered: Bool {
    stage.isOffered
  }

  /// Makes the first message.
  ///
  /// - Parameter random: gives random bytes of a number: the system's, or a test vector's.
  /// - Throws: ``SMPError/outOfOrder``, ``SMPError/anotherRun``: the run stays as it was. ``SMPError/degenerate``.
  package mutating func begin(
    with secret: consuming SMPSecret, random: (Int) -> SecretBytes = { SecretBytes(randomCount: $0) }
  ) throws(SMPError) -> SMPMessage {
    guard secret.context.digest == context.digest else { throw .anotherRun }
    guard stage.isReady else { throw .outOfOrder }
    stage = .over
    let step = try SMPAwaitingSecond.begin(
      context, secret: secret.scalar, random: random(SMPMessage1.randomByteCount))
    let body = step.body
    stage = .awaitingSecond(step.stage)
    return SMPMessage(run: context.run, .first, question: context.question, body)
  }

  /// Makes the second message, when the user has typed what she was asked for.
  ///
  /// - Parameter random: see ``begin(with:random:)``.
  /// - Throws: ``SMPError/outOfOrder``, ``SMPError/anotherRun``: the run stays as it was. ``SMPError/degenerate``.
  package mutating func answer(
    with secret: consuming SMPSecret, random: (Int) -> SecretBytes = { SecretBytes(randomCount: $0) }
  ) throws(SMPError) -> SMPMessage {
    guard secret.context.digest == context.digest else { throw .anotherRun }
    guard let message = stage.invitation else { throw .outOfOrder }
    stage = .over
    let step = try SMPAwaitingThird.answer(
      message, context, secret: secret.scalar, random: random(SMPMessage2.randomByteCount))
    let body = step.body
    stage = .awaitingThird(step.stage)
    return SMPMessage(run: context.run, .second, body)
  }

  /// Gives the run up.
  ///
  /// - Returns: what to send; `nil` when it was over, or never began.
  package mutating func abort() -> SMPMessage? {
    let isUnderWay = !stage.isOver && !stage.isReady
    stage = .over
    return isUnderWay ? .abort(context.run) : nil
  }
}
