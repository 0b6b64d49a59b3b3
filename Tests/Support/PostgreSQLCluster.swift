import Foundation

/// A PostgreSQL server of the tests' own, on a Unix socket. It ends with this process: the script that runs it waits for its
/// standard input to end.
package final class PostgreSQLCluster: Sendable {
  /// Started at the first use, and shared: databases are told apart by schemas.
  package static let shared = Result { try PostgreSQLCluster() }

  /// Of the database `postgres`, as its superuser.
  package let url: String
  private let process: Process
  private let input: Pipe

  private init() throws {
    process = Process()
    input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Live/push/postgresql")
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
    guard !line.isEmpty else { throw POSIXError(.ENOENT) }
    url = String(decoding: line, as: UTF8.self)
  }

  /// The URL with another schema before all others.
  package func url(schema: String) -> String {
    "\(url)&options=-csearch_path%3D\(schema)"
  }
}
