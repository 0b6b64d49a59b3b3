import Foundation
import Testing

/// The `pawl` command as a user runs it: a process, its input, output and exit code.
struct Command {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `pawl` with `arguments` and `input` on its standard input.
  init(_ arguments: [String], input: String = "") throws {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    // Input goes out on another thread: a command may refuse it unread, and pipes hold 64 KiB only.
    let bytes = Data(input.utf8)
    let writer = Thread {
      signal(SIGPIPE, SIG_IGN)
      try? stdin.fileHandleForWriting.write(contentsOf: bytes)
      try? stdin.fileHandleForWriting.close()
    }
    writer.start()
    output = String(decoding: try stdout.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    errors = String(decoding: try stderr.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// What was printed, without the last newline.
  var line: String {
    output.hasSuffix("\n") ? String(output.dropLast()) : output
  }

  /// The JSON object that was printed.
  func json() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  /// The command stands beside the test bundle that SwiftPM built.
  static let executable: URL = {
    let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [bundle, Bundle.main.bundleURL, bundle.deletingLastPathComponent()].map { $0.appending(path: "pawl") }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path()) } ?? candidates[0]
  }()
}
