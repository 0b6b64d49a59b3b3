/// How far the queue was looked through, where what comes first belongs to accounts that have enough in flight.
///
/// It is kept from one look to the next. With a hundred thousand pushes waiting for services that are silent on purpose, a
/// look from the start takes most of a second, and what others hand in meanwhile is at the end.
struct QueueWalk {
  /// Only what is due since then is looked at.
  var place: Int64 = 0
  /// How many could be sent when it was looked last.
  var room = Int.max
  private let begin = ContinuousClock.now

  /// Whether it is to begin anew: what is to be tried again, or was left by an instance that died, may stand before the
  /// place.
  var isOld: Bool {
    ContinuousClock.now - begin >= Self.lifetime
  }

  /// 5 s.
  private static let lifetime = Duration.seconds(5)
}
