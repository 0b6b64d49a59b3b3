/// When a push that could not be sent is tried again.
enum RetryPolicy {
  /// Doubling from 1 s to 5 minutes, half of it up to chance, so that what failed together does not come back together. A
  /// push service that says how long to wait is heeded, up to an hour.
  ///
  /// - Parameters:
  ///   - attempts: how often it was tried, at least once.
  ///   - after: seconds, as the push service said.
  ///   - random: from 0 up to 1.
  /// - Returns: milliseconds.
  static func delay(attempts: Int, after: Int64?, random: Double) -> Int64 {
    let ceiling = min(longest, first * Double(1 << min(max(attempts - 1, 0), 16)))
    let own = ceiling / 2 + ceiling / 2 * random
    let asked = Double(min(max(after ?? 0, 0), longestAsked)) * 1000 * (1 + random / 10)
    return Int64(max(own, asked))
  }

  private static let first = 1000.0
  private static let longest = 300_000.0
  private static let longestAsked: Int64 = 3600
}
