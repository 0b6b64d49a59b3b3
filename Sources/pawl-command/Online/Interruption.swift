import Dispatch
import Foundation

/// Ends a command that is online in good order on SIGINT or SIGTERM.
struct Interruption {
  private let sources: [any DispatchSourceSignal]

  init(_ action: @escaping @Sendable () async -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { Task { await action() } }
      source.resume()
      return source
    }
  }

  func end() {
    for source in sources { source.cancel() }
  }
}
