import NIOConcurrencyHelpers

@testable import PushGateway

/// A database that does not answer, after a while, in which changes gather.
final class UnreachableDatabase: SQLDatabase {
  private let count = NIOLockedValueBox(0)

  /// How many were begun.
  var transactions: Int { count.withLockedValue { $0 } }

  func transaction<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    count.withLockedValue { $0 += 1 }
    try await Task.sleep(for: .milliseconds(200))
    throw StoreError.unavailable
  }

  func close() async {}
}
