import NIOConcurrencyHelpers
import NIOPosix

/// Derives keys from passwords on two threads of its own. Argon2id is dear on purpose; without a bound strangers could
/// take all processors and memory with wrong passwords.
final class PasswordWorker: Sendable {
  private let threads: NIOThreadPool
  private let waiting = NIOLockedValueBox(0)

  init() {
    threads = NIOThreadPool(numberOfThreads: Self.threadCount)
    threads.start()
  }

  /// - Returns: `nil` where too many wait already.
  func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result? {
    let mayWait = waiting.withLockedValue { waiting in
      guard waiting < Self.maximumWaiting else { return false }
      waiting += 1
      return true
    }
    guard mayWait else { return nil }
    defer { waiting.withLockedValue { $0 -= 1 } }
    return try await threads.runIfActive(body)
  }

  func close() async {
    try? await threads.shutdownGracefully()
  }

  /// 2 derivations at once: 38 MiB.
  private static let threadCount = 2

  /// 32: who comes last waits for half a second.
  private static let maximumWaiting = 32
}
