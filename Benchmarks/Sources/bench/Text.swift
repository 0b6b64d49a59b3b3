import Foundation

/// Numbers for people.
enum Text {
  static func time(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e4: String(format: "%.2f µs", nanoseconds / 1e3)
    case ..<1e5: String(format: "%.1f µs", nanoseconds / 1e3)
    case ..<1e6: String(format: "%.0f µs", nanoseconds / 1e3)
    default: String(format: "%.2f ms", nanoseconds / 1e6)
    }
  }

  static func bytes(_ bytes: Double) -> String {
    switch abs(bytes) {
    case ..<10_000: String(format: "%.0f B", bytes)
    case ..<10_000_000: String(format: "%.0f kB", bytes / 1e3)
    default: String(format: "%.1f MB", bytes / 1e6)
    }
  }

  static func ratio(_ ratio: Double) -> String { String(format: "%.2f", ratio) }

  static func count(_ count: Double) -> String { String(format: "%.1f", count) }

  /// The middle half around a median, as a percentage of it.
  static func spread(_ spread: Spread) -> String {
    String(format: "%.0f %%", 100 * (spread.upperQuartile - spread.lowerQuartile) / max(spread.median, 1e-9))
  }
}
