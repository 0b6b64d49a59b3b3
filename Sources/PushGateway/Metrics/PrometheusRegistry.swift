import CoreMetrics
import NIOConcurrencyHelpers

/// Metrics in memory, and as the text that Prometheus scrapes (exposition format 0.0.4).
///
/// Counters, gauges, and timers, which become summaries of a sum and a count beside the buckets of a histogram. No
/// dimension may hold what tells people apart.
final class PrometheusRegistry: MetricsFactory {
  private let series = NIOLockedValueBox<[String: [String: PrometheusSeries]]>([:])

  init() {}

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    find(label, dimensions, .counter)
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    find(label, dimensions, .gauge)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    find(label, dimensions, .histogram)
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  /// All of it, in the order of the names.
  func text() -> String {
    let all = series.withLockedValue { $0 }
    return all.sorted { $0.key < $1.key }.map { name, family in
      let lines = family.sorted { $0.key < $1.key }.map { $0.value.text(name: name, labels: $0.key) }
      let type = family.values.first?.type.rawValue ?? "untyped"
      return "# TYPE \(name) \(type)\n" + lines.joined()
    }.joined()
  }

  private func find(_ label: String, _ dimensions: [(String, String)], _ type: PrometheusSeries.Kind) -> PrometheusSeries {
    let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
    return series.withLockedValue { all in
      if let found = all[label]?[labels] { return found }
      let made = PrometheusSeries(type)
      all[label, default: [:]][labels] = made
      return made
    }
  }
}
