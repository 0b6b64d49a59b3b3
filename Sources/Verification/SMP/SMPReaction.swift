/// What became of a message that a run was given, and what the caller does about it.
package enum SMPReaction: Sendable, Equatable {
  /// The message is of another run, or this one is over. Nothing has changed.
  case ignored
  /// The run goes on: store it, then send this.
  case reply(SMPMessage)
  /// The run is over: delete it, then send the message, if there is one, and tell the user.
  case finished(SMPOutcome, reply: SMPMessage?)
  /// The run is over without a result: delete it, send the abort, and tell the user of a failed attempt.
  case failed(SMPError, reply: SMPMessage)
  /// The other side ended it. Delete it, and tell the user of a failed attempt.
  case aborted
}
