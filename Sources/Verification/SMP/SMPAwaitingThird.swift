import Primitives

/// The responder, after message 2.
struct SMPAwaitingThird: ~Copyable, Sendable {
  let b3: RistrettoScalar
  /// `G2`.
  let g2: RistrettoElement
  /// `G3`.
  let g3: RistrettoElement
  /// `A3`.
  let peerG3: RistrettoElement
  /// `Pb` and `Qb`.
  let pair: SMPPair
  /// T2.
  let transcript: SMPTranscript

  /// Makes message 2, in answer to message 1, which has been verified.
  ///
  /// - Throws: ``SMPError/degenerate`` when a random scalar is zero.
  static func answer(
    _ message: SMPMessage1, _ context: SMPContext, secret: borrowing RistrettoScalar, random: consuming SecretBytes
  ) throws(SMPError) -> SMPStep<SMPAwaitingThird, SMPMessage2> {
    var scalars = SMPScalars(random)
    let b2 = scalars.next()
    let b3 = scalars.next()
    let transcript = SMPTranscript(context).appending(message)
    do {
      let answer = try SMPMessage2(b2: b2, b3: b3, secret: secret, peer: message, transcript, &scalars)
      return SMPStep(
        stage: SMPAwaitingThird(
          g2: try b2 * message.g2, g3: try b3 * message.g3, peerG3: message.g3, pair: answer.pair,
          transcript: transcript.appending(answer), b3: b3),
        body: answer)
    } catch {
      throw .degenerate
    }
  }

  init(
    g2: RistrettoElement, g3: RistrettoElement, peerG3: RistrettoElement, pair: SMPPair, transcript: SMPTranscript,
    b3: consuming RistrettoScalar
  ) {
    self.b3 = b3
    self.g2 = g2
    self.g3 = g3
    self.peerG3 = peerG3
    self.pair = pair
    self.transcript = transcript
  }

  /// Verifies message 3; makes message 4 and the result, which does not depend on it.
  consuming func receive(
    _ message: SMPMessage3, random: consuming SecretBytes
  ) throws(SMPError) -> (answer: SMPMessage4, outcome: SMPOutcome) {
    let difference = try message.pair - pair
    try message.verify(g2: g2, g3: g3, peerG3: peerG3, difference: difference, transcript)
    var scalars = SMPScalars(random)
    do {
      let ownG3 = try RistrettoElement(generatorTimes: b3)
      let answer = try SMPMessage4(
        b3: b3, ownG3: ownG3, difference: difference, transcript.appending(message), &scalars)
      return (answer, SMPOutcome(isMatch: (try b3 * message.product).matches(difference.p)))
    } catch {
      throw .degenerate
    }
  }
}
