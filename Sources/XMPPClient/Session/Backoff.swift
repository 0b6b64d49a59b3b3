/// How long to wait before the next attempt to connect (RFC 6120 section 3.3).
///
/// Random, lest all clients of a server that comes back come back at once.
package struct Backoff {
  private var attempts = 0

  package init() {}

  /// - Parameter random: from 0 up to 1.
  package mutating func next(random: Double) -> Duration {
    let ceiling = min(Self.longest, Self.first * Double(1 << min(attempts, 16)))
    attempts += 1
    return .seconds(ceiling / 2 + ceiling / 2 * random)
  }

  package mutating func reset() {
    attempts = 0
  }

  /// 2 s, doubled each time, half of it up to chance.
  private static let first = 2.0

  /// 5 minutes: what one waits at most once a network is back that was away for a day.
  private static let longest = 300.0

  /// A session that lasted a minute was one; a server that drops each at once gets ever rarer visits.
  package static let lastingSession = Duration.seconds(60)
}
