import Primitives

/// The initiator, after message 3.
struct SMPAwaitingFourth: ~Copyable, Sendable {
  let a3: RistrettoScalar
  /// `B3`.
  let peerG3: RistrettoElement
  /// `Pa - Pb` and `Qa - Qb`.
  let difference: SMPPair
  /// T3.
  let transcript: SMPTranscript

  init(
    a3: consuming RistrettoScalar, peerG3: RistrettoElement, difference: SMPPair, transcript: SMPTranscript
  ) {
    self.a3 = a3
    self.peerG3 = peerG3
    self.difference = difference
    self.transcript = transcript
  }

  /// Verifies message 4.
  consuming func receive(_ message: SMPMessage4) throws(SMPError) -> SMPOutcome {
    try message.verify(peerG3: peerG3, difference: difference, transcript)
    do {
      return SMPOutcome(isMatch: (try a3 * message.product).matches(difference.p))
    } catch {
      throw .degenerate
    }
  }
}
