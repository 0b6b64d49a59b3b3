package import GRDB
import Primitives

/// The rows, within one transaction. Its methods stand in files of their own, one a table.
package struct Transaction: ~Copyable {
  /// For the app's own rows in the same file.
  package let database: Database
  let seal: Store

  /// Runs `body` so that what it wrote is undone if it throws, and what came before stays.
  package func attempt<Result>(_ body: () throws -> Result) throws -> Result {
    var result: Result?
    try database.inSavepoint {
      result = try body()
      return .commit
    }
    guard let result else { throw StorageError.corrupt }
    return result
  }

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
