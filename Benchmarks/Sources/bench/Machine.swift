import Foundation

/// What the figures were measured on.
struct Machine: Codable, Sendable {
  let processor: String
  let cores: Int
  let system: String

  static func current() -> Machine {
    let description = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = description.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
    return Machine(
      processor: model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown",
      cores: ProcessInfo.processInfo.processorCount, system: ProcessInfo.processInfo.operatingSystemVersionString)
  }
}
