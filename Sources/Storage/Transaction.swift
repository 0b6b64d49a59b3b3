package import GRDB
import Primitives

/// The rows, within one transaction. Its methods stand in files of their own, one a table.
package struct Transaction: ~Copyable {
  /// For the app's own rows in the same file.
  package let database: Database
  let seal: Store

  func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws {
    try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
  }

  func row(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws -> Row? {
    try Row.fetchOne(database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
  }

  func rows(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws -> [Row] {
    try Row.fetchAll(database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
  }
}
