/// What a run that came to its end has found out.
package enum SMPOutcome: Sendable, Equatable {
  /// Both typed the same: each side's identity key is the one that the other sees.
  case match
  /// They did not, or somebody is between them. Which of the two, nobody can tell.
  case noMatch

  init(isMatch: Bool) {
    self = isMatch ? .match : .noMatch
  }
}
