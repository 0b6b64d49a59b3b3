package import XML

/// Why something was not sent, or got no answer.
package enum RequestError: Error, Equatable, Sendable {
  /// There is no connection, or the session ended before the answer.
  case offline
  /// No answer came in time.
  case timedOut
  /// More was sent than the server acknowledges.
  case backlog
  /// The stanza cannot be written.
  case unwritable(XMLError)
  /// The answer was an error.
  case refused(StanzaError)
  /// The answer is not what was asked for.
  case malformedAnswer
}
