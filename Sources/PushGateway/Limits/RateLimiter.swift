import NIOConcurrencyHelpers

/// Counts what happens for each of many keys against one ``RateLimit``, in memory.
final class RateLimiter: Sendable {
  private struct Bucket {
    var level: Double
    var filledAt: Int64
  }

  private let limit: RateLimit
  private let buckets = NIOLockedValueBox<[String: Bucket]>([:])

  init(_ limit: RateLimit) {
    self.limit = limit
  }

  /// Takes one from the key's bucket.
  ///
  /// - Parameter now: in milliseconds.
  /// - Returns: `nil` where there was one; or after how many seconds there will be, from 1 to a day.
  func take(_ key: String, now: Int64) -> Int64? {
    buckets.withLockedValue { buckets in
      if buckets.count >= Self.capacity, buckets[key] == nil { makeRoom(&buckets, now) }
      var bucket = buckets[key] ?? Bucket(level: limit.burst, filledAt: now)
      bucket.level = level(bucket, now)
      bucket.filledAt = max(now, bucket.filledAt)
      defer { buckets[key] = bucket }
      guard bucket.level < 1 else {
        bucket.level -= 1
        return nil
      }
      // A rate may be so small that the seconds are too many for an integer.
      return Int64(min(max(1, ((1 - bucket.level) / limit.perSecond).rounded(.up)), Self.longestWait))
    }
  }

  private func level(_ bucket: Bucket, _ now: Int64) -> Double {
    min(limit.burst, bucket.level + Double(max(0, now - bucket.filledAt)) / 1000 * limit.perSecond)
  }

  /// Full buckets say nothing. Should none be full, all are forgotten: who comes from a hundred thousand places is not
  /// held up by a limit a place.
  private func makeRoom(_ buckets: inout [String: Bucket], _ now: Int64) {
    buckets = buckets.filter { level($0.value, now) < limit.burst }
    if buckets.count >= Self.capacity { buckets.removeAll() }
  }

  /// A day, in seconds: who asks again then is told again.
  private static let longestWait = 86_400.0

  /// 100 000 keys, some 15 MB.
  private static let capacity = 100_000
}
