/// Why a header cannot be received. Nothing has changed when one of these is thrown.
public enum RatchetError: Error, Equatable, Sendable {
  /// The message was received before, or its key was given up: ignore it silently.
  case duplicate
  /// The message lies further ahead in its chain than ``RatchetLimits/maximumSkip``, or at the chain's end.
  case tooFarAhead
  /// The header's ratchet key gives an all-zero agreement.
  case invalidKey
  /// The ratchet has no sending chain: a responder sends only after it has received.
  case cannotSendYet
  /// Every number of the sending chain is used, which takes 2^32 - 1 unanswered messages.
  case chainExhausted
}
