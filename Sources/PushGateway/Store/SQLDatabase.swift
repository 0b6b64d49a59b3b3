/// A database that runs transactions; SQLite and PostgreSQL are the two.
///
/// The statements are the same for both: parameters are written `$1`, `$2`, …, and what differs stands in ``SQLDialect``.
protocol SQLDatabase: Sendable {
  /// Runs `body` in one transaction, which is durable when this returns, off the threads of Swift's concurrency.
  ///
  /// - Parameter body: may be run more than once, each time in a transaction of its own, where two collided.
  /// - Throws: what `body` throws, or ``StoreError``. Nothing is changed then, unless the connection was lost at the commit.
  @discardableResult
  func transaction<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result

  /// Closes all connections.
  func close() async
}

/// An open transaction.
protocol SQLConnection {
  var dialect: SQLDialect { get }

  /// Runs one statement.
  @discardableResult
  func execute(_ sql: String, _ values: SQLValue...) throws -> [SQLRow]

  /// Runs statements without parameters.
  func execute(script: String) throws
}

/// What differs between the databases.
struct SQLDialect: Sendable {
  /// The type of a column of bytes.
  let bytes: String
  /// Follows a SELECT whose rows are about to be changed: rows that another instance is at are passed over.
  let skippingLocked: String
  /// Keeps a second instance, which starts at the same time, from making the tables too.
  let schemaLock: String?

  /// SQLite has one writer at a time.
  static let sqlite = SQLDialect(bytes: "BLOB", skippingLocked: "", schemaLock: nil)

  /// The number of the lock is any number that stays the same; it spells "pawl".
  static let postgreSQL = SQLDialect(
    bytes: "BYTEA", skippingLocked: "FOR UPDATE SKIP LOCKED", schemaLock: "SELECT pg_advisory_xact_lock(1885435756)")
}
