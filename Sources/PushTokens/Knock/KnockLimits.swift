/// The periods of knocks, in seconds.
package enum KnockLimits {
  /// How long a knock without an answer of the endpoint counts as under way: 60 s, several times what a request may take.
  /// The process that sent it may be gone.
  package static let flight: Int64 = 60

  /// The ceiling of the pause after a first knock: 15 minutes. Apple delivers at once or throttles for minutes; half of it is
  /// up to chance, so that a push service cannot tie two contacts to each other by the rhythm of their knocks.
  package static let firstPause: Int64 = 15 * 60

  /// The longest pause, after doubling: a day. Who was knocked at so often is away, or his phone is off.
  package static let longestPause: Int64 = 24 * 3600

  /// What the user has to wait between two knocks of his own: a minute, or two taps are two pushes.
  package static let userPause: Int64 = 60
}
