package import Foundation

/// A push service's stand-in, a process of `Tests/Live/push`, which ends with this object.
package final class StandIn: Sendable {
  /// The interpreter with `Tests/Live/requirements.txt`, as Scripts/test makes it; `nil` where there is none.
  package static let python: URL? = {
    let environment = ProcessInfo.processInfo.environment["PAWL_PYTHON"].map { URL(filePath: $0) }
    let python = environment ?? root.appending(path: ".build/interop-venv/bin/python")
    return FileManager.default.isExecutableFile(atPath: python.path()) ? python : nil
  }()

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let folder: TemporaryFolder
  private let process: Process
  private let input = Pipe()
  package let url: String

  /// - Parameter name: of the program, without `.py`.
  package init(_ name: String, _ arguments: String...) async throws {
    folder = try TemporaryFolder()
    process = Process()
    process.executableURL = Self.python
    process.arguments = [Self.root.appending(path: "Tests/Live/push/\(name).py").path(), folder.url.path()] + arguments
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1"]
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let path = folder.path("url")
    // Two minutes, while everything else is tested beside it.
    for _ in 0..<2400 where process.isRunning && !FileManager.default.fileExists(atPath: path) {
      try await Task.sleep(for: .milliseconds(50))
    }
    url = try String(contentsOfFile: path, encoding: .utf8)
  }

  /// It ends with its input. A signal might not reach it: it inherits what the thread that started it has blocked.
  deinit {
    try? input.fileHandleForWriting.close()
  }

  /// A file that it made.
  package func contents(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(name), encoding: .utf8)
  }

  /// What it is to answer from now on.
  package func script(_ json: String) throws {
    try Data(json.utf8).write(to: folder.url.appending(path: "script.json"), options: .atomic)
  }

  /// The lines of `pushes.jsonl` or `refused.jsonl`.
  package func lines(_ name: String) throws -> [[String: Any]] {
    try contents(name).split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }
}
