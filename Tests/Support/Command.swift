package import Foundation

/// The `pawl` command as a user runs it: a process, its input, output and exit code.
package struct Command {
  package let status: Int32
  package let output: String
  package let errors: String

  /// - Parameter fileBlocks: no file may grow beyond so many blocks of 512 bytes, as if the disk were full there.
  package init(
    _ arguments: [String], input: String = "", fileBlocks: Int? = nil, executable: URL = Executable.pawl
  ) throws {
    let process = Process()
    if let fileBlocks {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", Self.script(fileBlocks), executable.path()] + arguments
    } else {
      process.executableURL = executable
      process.arguments = arguments
    }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    // Input goes out on another thread: a command may end without reading it, and pipes hold 64 KiB only.
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
  package var line: String {
    output.hasSuffix("\n") ? String(output.dropLast()) : output
  }

  /// The JSON object that was printed; empty if it is none.
  package func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }

  /// A write beyond the limit kills a process, unless it ignores the signal: then the write fails with `EFBIG`.
  private static func script(_ fileBlocks: Int) -> String {
    "trap '' XFSZ; ulimit -f \(fileBlocks); exec \"$0\" \"$@\""
  }
}
