import Foundation

/// The figures that all implementations have, as bars on a logarithmic scale; for light and dark pages.
struct Plot {
  let results: Results
  let order: [String]

  private static let barHeight = 14.0
  private static let left = 150.0
  private static let width = 860.0
  private static let headHeight = 26.0
  private static let titleHeight = 30.0

  var svg: String {
    var y = Self.titleHeight
    var body = ""
    for work in Work.sessions {
      guard let figures = results.figures[work.name] else { continue }
      let names = (order + [Implementation.floor]).filter { figures[$0] != nil }
      body += text(10, y + 17, work.title, "head")
      y += Self.headHeight
      let range = Self.range(figures.values.map(\.processor.median))
      for name in names {
        guard let spread = figures[name]?.processor else { continue }
        body += bar(name, spread, y, range)
        y += Self.barHeight + 3
      }
      y += 10
    }
    let title = text(10, 18, "Processor time of one operation, logarithmic; shorter is faster", "title")
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(y))" font-family="sans-serif">
      <style>
      text { fill: #1f2328; font-size: 11px } .title { font-size: 13px } .head { font-weight: bold; font-size: 12px }
      .name { text-anchor: end } rect { fill: #8c959f } .pawl { fill: #0969da } .floor { fill: #1a7f37 }
      line { stroke: #1f2328 }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 } rect { fill: #6e7681 } .pawl { fill: #4493f8 } .floor { fill: #3fb950 }
        line { stroke: #e6edf3 }
      }
      </style>
      \(title)\(body)</svg>

      """
  }

  /// A bar to the median, and a line over the middle half.
  private func bar(_ name: String, _ spread: Spread, _ y: Double, _ range: ClosedRange<Double>) -> String {
    func x(_ value: Double) -> Double {
      let span = log10(range.upperBound / range.lowerBound)
      return Self.left + 560 * max(0, min(1, log10(value / range.lowerBound) / span))
    }
    let kind = [Implementation.pawl: "pawl", Implementation.floor: "floor"][name] ?? "other"
    let middle = y + Self.barHeight / 2
    let end = max(x(spread.median), x(spread.upperQuartile))
    return text(Self.left - 6, y + 11, name, "name")
      + "<rect class=\"\(kind)\" x=\"\(Self.number(Self.left))\" y=\"\(Self.number(y))\""
      + " width=\"\(Self.number(x(spread.median) - Self.left))\" height=\"\(Self.number(Self.barHeight))\"/>\n"
      + "<line x1=\"\(Self.number(x(spread.lowerQuartile)))\" x2=\"\(Self.number(x(spread.upperQuartile)))\""
      + " y1=\"\(Self.number(middle))\" y2=\"\(Self.number(middle))\"/>\n"
      + text(end + 6, y + 11, Text.time(spread.median), "value")
  }

  /// Whole decades around the values.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    let lower = pow(10, floor(log10((values.min() ?? 1) * 0.7)))
    return lower...max(lower * 10, (values.max() ?? 10) * 1.1)
  }

  private func text(_ x: Double, _ y: Double, _ text: String, _ kind: String) -> String {
    let escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    return "<text class=\"\(kind)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\">\(escaped)</text>\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
