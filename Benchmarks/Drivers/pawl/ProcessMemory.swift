import Foundation

/// What the system says of the process's memory, in bytes.
enum ProcessMemory {
  /// The most that there has been.
  static func peak() throws -> Int { try field("VmHWM") }

  static func resident() throws -> Int { try field("VmRSS") }

  private static func field(_ name: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    for line in status.split(separator: "\n") where line.hasPrefix(name + ":") {
      return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
    return 0
  }
}
