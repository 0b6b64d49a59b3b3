import Foundation
import GRDB
import Primitives

/// The gateway's database in one SQLite file, or in memory, through GRDB. For one instance.
struct SQLiteDatabase: SQLDatabase {
  /// One connection: a pool's readers would have nothing to do, and a pool sets `synchronous` on its writer by itself.
  private let queue: DatabaseQueue

  /// - Parameter path: of the file, which is made where it is missing, or `:memory:`.
  /// - Throws: ``StoreError/unavailable``, ``StoreError/corrupt``.
  init(path: String) throws(StoreError) {
    try Self.makeFile(path)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // NORMAL loses the last commits with the machine's power: pushes that were accepted. An Apple disk says that it has
      // written what is only in its own memory, unless it is asked with F_FULLFSYNC.
      try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      // Not `Configuration.journalMode`, which sets NORMAL too.
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    } catch {
      throw (error as? DatabaseError).map(StoreError.init) ?? .unavailable
    }
  }

  /// Makes the file where there is none, for its owner only: it names phones, and has their keys and the tokens of pushes that
  /// wait. SQLite would go by the umask; it gives its log and the log's index the mode that the file has.
  private static func makeFile(_ path: String) throws(StoreError) {
    guard path != ":memory:" else { return }
    do throws(SecretFileError) {
      try SecretFile.create(path, SecretBytes(copying: []))
    } catch {
      guard error == .exists else { throw .unavailable }
    }
  }

  func transaction<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result {
    do {
      return try await queue.write { try body(SQLiteConnection(database: $0)) }
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  func close() async {
    try? queue.close()
  }
}

/// GRDB's connection inside of a transaction.
private struct SQLiteConnection: SQLConnection {
  let database: Database
  var dialect: SQLDialect { .sqlite }

  func execute(_ sql: String, _ values: SQLValue...) throws -> [SQLRow] {
    let statement = try database.cachedStatement(sql: sql)
    // `$1` is the name of a parameter to SQLite, and may stand in a statement twice.
    let arguments = values.enumerated().map { ("\($0.offset + 1)", $0.element.databaseValue) }
    let rows = try Row.fetchAll(
      statement, arguments: StatementArguments(Dictionary(uniqueKeysWithValues: arguments)))
    return rows.map { row in SQLRow(values: row.databaseValues.map(SQLValue.init)) }
  }

  func execute(script: String) throws {
    try database.execute(sql: script)
  }
}

extension StoreError {
  fileprivate init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .corrupt
    case .SQLITE_ERROR, .SQLITE_CONSTRAINT: self = .refused
    default: self = .unavailable
    }
  }
}

extension SQLValue {
  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Data(bytes).databaseValue
    }
  }

  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .integer(Int64(number))
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes(Array(data))
    }
  }
}
