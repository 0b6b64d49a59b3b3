import NIOConcurrencyHelpers
import NIOPosix
import PostgreSQL

/// The gateway's database on a PostgreSQL server, for any number of instances.
///
/// libpq blocks, so it runs on a few threads of its own, each transaction on one connection.
struct PostgreSQLDatabase: SQLDatabase {
  private let url: String
  private let threads: NIOThreadPool
  private let idle = NIOLockedValueBox<[PostgreSQLLink]>([])

  init(url: String) {
    self.url = url
    threads = NIOThreadPool(numberOfThreads: Self.connections)
    threads.start()
  }

  func transaction<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    do {
      return try await threads.runIfActive { try repeatTransaction(body) }
    } catch where error is NIOThreadPoolError.ThreadPoolInactive || error is CancellationError {
      // The pool is shut down, or the task is at its end.
      throw StoreError.unavailable
    }
  }

  private func repeatTransaction<Result>(_ body: (any SQLConnection) throws -> Result) throws -> Result {
    for attempt in 1... {
      do {
        return try attemptTransaction(body)
      } catch let error as PostgreSQLError {
        // A lost connection is often one that went idle behind a restart of the server, and then so did the others. What
        // was lost was not committed, or the error would be another.
        if error == .disconnected { idle.withLockedValue { $0.removeAll() } }
        let mayHelp = error.isConflict || error == .disconnected
        guard mayHelp, attempt < Self.attempts else { throw StoreError(error) }
      }
    }
    throw StoreError.unavailable
  }

  /// A connection that was idle, or a new one. A server that cannot be connected to is not tried again: each try may take
  /// seconds, and whoever waits is better told.
  private func link() throws -> PostgreSQLLink {
    if let link = idle.withLockedValue({ $0.popLast() }) { return link }
    do throws(PostgreSQLError) {
      return try PostgreSQLLink(url: url)
    } catch {
      throw StoreError(error)
    }
  }

  private func attemptTransaction<Result>(_ body: (any SQLConnection) throws -> Result) throws -> Result {
    let link = try link()
    var isCommitting = false
    do {
      try link.execute(script: "BEGIN")
      let result = try body(link)
      isCommitting = true
      try link.execute(script: "COMMIT")
      idle.withLockedValue { $0.append(link) }
      return result
    } catch {
      if (try? link.execute(script: "ROLLBACK")) != nil { idle.withLockedValue { $0.append(link) } }
      // Whether the server did commit is not known; the caller must not be told that it did, nor do it again.
      if isCommitting, error as? PostgreSQLError == .disconnected { throw StoreError.unavailable }
      throw error
    }
  }

  func close() async {
    try? await threads.shutdownGracefully()
    idle.withLockedValue { $0.removeAll() }
  }

  /// 4: one of them commits groups of pushes and is busy, the others look up and claim.
  private static let connections = 4

  /// 3: a deadlock's survivor is through by then.
  private static let attempts = 3
}

extension StoreError {
  fileprivate init(_ error: PostgreSQLError) {
    switch error {
    case .disconnected: self = .unavailable
    case .malformed: self = .corrupt
    case .refused: self = error.isServerFailure ? .unavailable : .refused
    }
  }
}

/// A connection that one transaction at a time has.
///
/// Sendable without the compiler's proof: it is in the pool's list or with one thread, never both.
private final class PostgreSQLLink: SQLConnection, @unchecked Sendable {
  private let connection: PostgreSQLConnection
  var dialect: SQLDialect { .postgreSQL }

  init(url: String) throws(PostgreSQLError) {
    connection = try PostgreSQLConnection(url: url)
  }

  func execute(_ sql: String, _ values: SQLValue...) throws -> [SQLRow] {
    try connection.execute(sql, values.map(\.postgreSQLValue)).map { row in SQLRow(values: row.map(SQLValue.init)) }
  }

  func execute(script: String) throws {
    try connection.execute(script: script)
  }
}

extension SQLValue {
  fileprivate var postgreSQLValue: PostgreSQLValue {
    switch self {
    case .null: .null
    case .integer(let number): .integer(number)
    case .text(let text): .text(text)
    case .bytes(let bytes): .bytes(bytes)
    }
  }

  fileprivate init(_ value: PostgreSQLValue) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .text(let text): self = .text(text)
    case .bytes(let bytes): self = .bytes(bytes)
    }
  }
}
