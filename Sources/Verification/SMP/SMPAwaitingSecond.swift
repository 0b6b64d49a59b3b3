import Primitives

/// The initiator, after message 1.
struct SMPAwaitingSecond: ~Copyable, Sendable {
  /// `x`.
  let secret: RistrettoScalar
  let a2: RistrettoScalar
  let a3: RistrettoScalar
  /// T1.
  let transcript: SMPTranscript

  /// Makes message 1.
  ///
  /// - Throws: ``SMPError/degenerate`` when a random scalar is zero.
  static func begin(
    _ context: SMPContext, secret: consuming RistrettoScalar, random: consuming SecretBytes
  ) throws(SMPError) -> SMPStep<SMPAwaitingSecond, SMPMessage1> {
    var scalars = SMPScalars(random)
    let a2 = scalars.next()
    let a3 = scalars.next()
    let transcript = SMPTranscript(context)
    let message: SMPMessage1
    do { message = try SMPMessage1(a2: a2, a3: a3, transcript, &scalars) } catch { throw .degenerate }
    return SMPStep(
      stage: SMPAwaitingSecond(secret: secret, a2: a2, a3: a3, transcript: transcript.appending(message)), body: message
    )
  }

  /// Verifies message 2 and makes message 3.
  consuming func receive(
    _ message: SMPMessage2, random: consuming SecretBytes
  ) throws(SMPError) -> SMPStep<SMPAwaitingFourth, SMPMessage3> {
    try message.verifyBases(transcript)
    let (g2, g3, ownG3): (RistrettoElement, RistrettoElement, RistrettoElement)
    do {
      g2 = try a2 * message.g2
      g3 = try a3 * message.g3
      ownG3 = try RistrettoElement(generatorTimes: a3)
    } catch {
      throw .degenerate
    }
    try message.verifyPair(g2, g3, transcript)
    let transcript = transcript.appending(message)
    var scalars = SMPScalars(random)
    let answer = try SMPMessage3(
      a3: a3, secret: secret, g2: g2, g3: g3, ownG3: ownG3, peer: message.pair, transcript, &scalars)
    return SMPStep(
      stage: SMPAwaitingFourth(
        a3: a3, peerG3: message.g3, difference: try answer.pair - message.pair,
        transcript: transcript.appending(answer)),
      body: answer)
  }
}
