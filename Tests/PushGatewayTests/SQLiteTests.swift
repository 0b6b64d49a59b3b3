import Foundation
import TestSupport
import Testing

@testable import PushGateway

@Suite("The gateway on SQLite")
struct SQLiteTests {
  @Test("A commit is on disk when it returns: the connection that writes waits for the disk")
  func durability() async throws {
    let test = try await TestStore(.sqlite)
    let pragmas: [(String, SQLValue)] = [
      ("synchronous", .integer(2)), ("fullfsync", .integer(1)), ("journal_mode", .text("wal")),
    ]
    for (pragma, value) in pragmas {
      let row = try await test.store.database.transaction { try $0.execute("PRAGMA \(pragma)").first }
      #expect(row?.values == [value], "\(pragma)")
    }
  }

  @Test("The file, its log and the log's index are for their owner only, whatever the umask")
  func mode() async throws {
    let former = umask(0o022)
    defer { umask(former) }
    let test = try await TestStore(.sqlite)
    let path = String(test.url.dropFirst("sqlite:".count))
    for suffix in ["", "-wal", "-shm"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
    }
    // Until here it is open, and so there are the other two.
    await test.store.close()
  }

  @Test("A file that is no database, and one with another program's tables, are said to be that")
  func foreign() async throws {
    let folder = try TemporaryFolder()
    try Data(String(repeating: "no database ", count: 1000).utf8).write(to: folder.url.appending(path: "text"))
    await #expect(throws: StoreError.corrupt) { try await GatewayStore(url: "sqlite:" + folder.path("text")) }

    let other = try SQLiteDatabase(path: folder.path("other"))
    try await other.transaction { try $0.execute(script: "CREATE TABLE accounts (name TEXT)") }
    await other.close()
    await #expect(throws: StoreError.corrupt) { try await GatewayStore(url: "sqlite:" + folder.path("other")) }
    await #expect(throws: StoreError.unavailable) { try await GatewayStore(url: "sqlite:" + folder.path("no/such")) }
  }
}
