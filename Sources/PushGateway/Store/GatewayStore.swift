import Crypto
import Primitives

/// All that the gateway keeps: accounts, devices, tokens, and the pushes that wait. One method, one transaction.
package struct GatewayStore: Sendable {
  let database: any SQLDatabase
  let commits: GroupCommit

  /// Opens the database, and makes its tables where they are missing.
  ///
  /// - Parameter url: `sqlite:PATH`, `sqlite::memory:`, or `postgres://…`.
  /// - Throws: ``StoreError``.
  package init(url: String) async throws(StoreError) {
    if url.hasPrefix("sqlite:") {
      database = try SQLiteDatabase(path: String(url.dropFirst("sqlite:".count)))
    } else if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
      database = PostgreSQLDatabase(url: url)
    } else {
      throw .invalidURL
    }
    commits = GroupCommit(database: database)
    do {
      try await database.transaction(GatewaySchema.migrate)
    } catch {
      await database.close()
      let error = error as? StoreError ?? .unavailable
      // Another program's tables stand where the gateway's are to be made.
      throw error == .refused ? .corrupt : error
    }
  }

  package func close() async {
    await database.close()
  }

  /// Whether the database answers.
  func isHealthy() async -> Bool {
    (try? await database.transaction { try $0.execute("SELECT 1") }) != nil
  }

  /// What is kept of a bearer token.
  static func hash(_ token: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(token.utf8)))
  }
}
