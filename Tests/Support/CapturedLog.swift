import Foundation
package import Logging

/// Keeps every line that is logged, as a handler that writes files would write it.
package final class CapturedLog: @unchecked Sendable {
  private let lock = NSLock()
  private var written: [String] = []

  package init() {}

  package var lines: [String] {
    lock.withLock { written }
  }

  /// A logger at `trace`: nothing is left out.
  package var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(log: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Handler: LogHandler {
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
      let line = "\(event.level) \(event.message) \(metadata.map { "\($0)=\($1)" }.sorted().joined(separator: " "))"
      log.lock.withLock { log.written.append(line) }
    }
  }
}
