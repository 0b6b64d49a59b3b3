/// A failure that the server or the connection reported. The server's own text is left out: it quotes rows, and with them
/// tokens and addresses.
package enum PostgreSQLError: Error, Equatable, Sendable {
  /// No connection, or it is lost. What was sent last may or may not have been done.
  case disconnected
  /// The server refused a statement, with this SQLSTATE of five characters.
  case refused(state: String)
  /// The server's answer is not in the form that was asked for.
  case malformed

  /// A deadlock or a serialization failure: the transaction was rolled back, and may be run again.
  package var isConflict: Bool {
    self == .refused(state: "40P01") || self == .refused(state: "40001")
  }

  /// The server does not do its work, whatever it is asked: it lacks memory or room (class 53), was stopped or ran into a
  /// time limit (57), cannot read its files (58), takes no changes (25006), does not let us in (42501), or has another one
  /// hold for too long what is wanted (55P03).
  package var isServerFailure: Bool {
    guard case .refused(let state) = self else { return false }
    return ["53", "57", "58"].contains(state.prefix(2)) || ["25006", "42501", "55P03"].contains(state)
  }
}
