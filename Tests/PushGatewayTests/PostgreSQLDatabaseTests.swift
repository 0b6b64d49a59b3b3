import PostgreSQL
import TestSupport
import Testing

@testable import PushGateway

@Suite("The gateway on PostgreSQL")
struct PostgreSQLDatabaseTests {
  @Test("Connections that all went idle behind a restart of the server cost one try, not one each")
  func idleConnections() async throws {
    let test = try await TestStore(.postgreSQL)
    let processes = try await withThrowingTaskGroup(of: Int64.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await test.store.database.transaction {
            try $0.execute("SELECT pg_backend_pid() FROM pg_sleep(0.5)").first?.integer(0) ?? 0
          }
        }
      }
      return try await group.reduce(into: [Int64]()) { $0.append($1) }
    }
    let server = try PostgreSQLConnection(url: PostgreSQLCluster.shared.get().url)
    for process in processes { _ = try server.execute("SELECT pg_terminate_backend($1::int, 10000)", [.integer(process)]) }
    #expect(await test.store.isHealthy())
  }
}
