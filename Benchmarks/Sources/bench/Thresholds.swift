import Foundation

/// How bad each ratio may get before `--check` fails: what was reached, with slack for a busy machine.
struct Thresholds: Codable, Sendable {
  let ratios: [String: Double]
  /// Heap allocations of Pawl an operation, which do not depend on the machine.
  let allocations: [String: Double]
  /// Bytes that a million messages may make the process grow by.
  let growth: Double

  init(contentsOf path: String) throws {
    self = try JSONDecoder().decode(Thresholds.self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// What is worse than it may be, a line each. What the run did not measure is not looked at.
  func violations(in results: Results) -> [String] {
    var lines: [String] = []
    for (name, limit) in ratios.sorted(by: { $0.key < $1.key }) {
      // The better quartile: if that is too bad already, it is no accident of one round.
      guard let value = results.ratios[name]?.value, value.lowerQuartile > limit else { continue }
      lines.append("\(name): \(Text.ratio(value.lowerQuartile)), at most \(Text.ratio(limit)) is allowed")
    }
    for (work, limit) in allocations.sorted(by: { $0.key < $1.key }) {
      guard let count = results.allocations[work]?[Implementation.pawl], count > limit else { continue }
      lines.append("\(work): \(Text.count(count)) heap allocations, at most \(Text.count(limit)) are allowed")
    }
    if let bytes = results.growth?.bytes, bytes > growth {
      lines.append("memory grew by \(Text.bytes(bytes)), at most \(Text.bytes(growth)) are allowed")
    }
    return lines
  }
}
