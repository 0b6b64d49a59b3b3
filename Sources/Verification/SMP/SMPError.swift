/// Why a run of the socialist millionaires' protocol fails, or does not begin. The peer learns none of these.
package enum SMPError: Error, Equatable, Sendable {
  /// The XML or the bytes of a message are not what the step has. The peer's fault.
  case malformed
  /// An element or a scalar of a message is none: another encoding, the identity, a number not below the order.
  case invalidValue
  /// A zero-knowledge proof does not hold: the message is not of this run, or made against the protocol.
  case proofFailed
  /// Two values are equal that must differ, or a computation gave the identity.
  case degenerate
  /// A message of another step than the one that the run waits for, or a call that the run is not ready for.
  case outOfOrder
  /// Both identity keys are the same: a reflection, or a device that would verify itself.
  case sameIdentity
  /// The session binding has fewer than 16 or more than 1024 bytes. The caller's mistake.
  case unusableBinding
  /// The user's text has no character, too many, or one that must not be in it.
  case unusableSecret
  /// The question has no character, too many, or one that must not be in it.
  case unusableQuestion
  /// A secret that was derived for another run. The caller's mistake.
  case anotherRun
  /// There was no memory for Argon2id. The run has not changed.
  case noMemory
}
