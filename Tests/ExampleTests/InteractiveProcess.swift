import Foundation
import Testing

/// A program in a terminal, as far as lines go: they are typed, and waited for.
final class InteractiveProcess: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let lock = NSLock()
  private var text = ""

  init(_ executable: URL, _ arguments: [String], environment: [String: String]) throws {
    process.executableURL = executable
    process.arguments = arguments
    process.environment = environment
    process.standardInput = input
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    Thread.detachNewThread { [self] in
      while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
        lock.withLock { text += String(decoding: data, as: UTF8.self) }
      }
    }
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  var output: String {
    lock.withLock { text }
  }

  func type(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Waits for a text in what it prints, a minute at most.
  func wait(for wanted: String) async throws {
    for _ in 0..<1200 {
      if output.contains(wanted) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("\(wanted) does not come:\n\(output)")
    throw CancellationError()
  }

  /// Closes its input, and waits for it to end.
  func end() async throws -> Int32 {
    try input.fileHandleForWriting.close()
    for _ in 0..<400 where process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
    try #require(!process.isRunning, "it does not end:\n\(output)")
    return process.terminationStatus
  }
}
