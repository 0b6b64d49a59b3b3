import CoreMetrics
import NIOConcurrencyHelpers

/// One line of numbers in time: a counter, a gauge, or a histogram of seconds.
final class PrometheusSeries: CounterHandler, RecorderHandler, TimerHandler {
  enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  private struct Values {
    var value = 0.0
    var count = 0
    /// How many values are no larger than each of the bounds.
    var buckets = [Int](repeating: 0, count: bounds.count)
  }

  let type: Kind
  private let values = NIOLockedValueBox(Values())

  init(_ type: Kind) {
    self.type = type
  }

  func increment(by amount: Int64) {
    values.withLockedValue { $0.value += Double(amount) }
  }

  func reset() {
    values.withLockedValue { $0 = Values() }
  }

  func record(_ value: Int64) {
    record(Double(value))
  }

  func record(_ value: Double) {
    values.withLockedValue { $0.value = value }
  }

  func recordNanoseconds(_ duration: Int64) {
    let seconds = Double(duration) / 1e9
    values.withLockedValue { values in
      values.value += seconds
      values.count += 1
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound { values.buckets[index] += 1 }
    }
  }

  /// - Parameter labels: as they stand between braces.
  func text(name: String, labels: String) -> String {
    let values = values.withLockedValue { $0 }
    let braces = labels.isEmpty ? "" : "{\(labels)}"
    guard type == .histogram else { return "\(name)\(braces) \(Self.number(values.value))\n" }
    let prefix = labels.isEmpty ? "" : labels + ","
    let buckets = zip(Self.bounds, values.buckets).map { "\(name)_bucket{\(prefix)le=\"\($0)\"} \($1)\n" }.joined()
    return buckets + "\(name)_bucket{\(prefix)le=\"+Inf\"} \(values.count)\n"
      + "\(name)_sum\(braces) \(values.value)\n\(name)_count\(braces) \(values.count)\n"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  /// From what a local database takes to the longest that a push service is waited for, in seconds.
  private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
}
