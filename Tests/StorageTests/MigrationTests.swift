import Foundation
import GRDB
import Storage
import TestSupport
import Testing

@Suite("Stores of earlier schemas")
struct MigrationTests {
  /// What went wrong in several threads.
  private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private var errors: [any Error] = []

    func append(_ error: any Error) {
      lock.withLock { errors.append(error) }
    }

    var all: [any Error] {
      lock.withLock { errors }
    }
  }

  /// A copy of a store of that schema, with its key.
  private func stored(_ version: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["store.sqlite", "store.key"] {
      try FileManager.default.copyItem(
        atPath: VectorFile.url("stored/\(version)/\(name)").path(), toPath: folder.path(name))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
    }
    return folder
  }

  @Test("Two processes that open one at once both find it up to date", arguments: ["1", "2", "3", "4"])
  func together(version: String) throws {
    let folder = try stored(version)
    let failures = Failures()
    let group = DispatchGroup()
    // Till this lets go, both can read what there is to do, and neither can do it.
    try DatabaseQueue(path: folder.path("store.sqlite")).inTransaction(.immediate) { _ in
      for _ in 0..<2 {
        group.enter()
        Thread.detachNewThread {
          do {
            let store = try Store(opening: folder.path("store.sqlite"), key: .file(path: folder.path("store.key")))
            _ = try store.transaction { try $0.account() }
          } catch {
            failures.append(error)
          }
          group.leave()
        }
      }
      Thread.sleep(forTimeInterval: 0.3)
      return .commit
    }
    group.wait()
    #expect(failures.all.isEmpty)
  }

  @Test("Of what a device is still to be told a trust gives way to every decision, and a distrust counts as of now")
  func owedTrust() throws {
    let folder = try stored("4")
    let start = Int64(Date().timeIntervalSince1970)
    try DatabaseQueue(path: folder.path("store.sqlite")).write { database in
      for statement in ["trust", "distrust"] {
        let xml = """
          <trust-message xmlns='urn:xmpp:tm:1'><key-owner jid='bob@example.net'>\
          <\(statement)>AA==</\(statement)></key-owner></trust-message>
          """
        try database.execute(
          sql: "INSERT INTO owed_trust_messages (jid, device_id, xml) VALUES ('alice@example.org', 3, ?)",
          arguments: [xml])
      }
    }
    let store = try Store(opening: folder.path("store.sqlite"), key: .file(path: folder.path("store.key")))
    let owed = try store.transaction { try $0.owedTrustMessages() }
    #expect(owed.map(\.decidedAt).first == 0)
    #expect(owed.map { $0.decidedAt >= start } == [false, true])
  }
}
