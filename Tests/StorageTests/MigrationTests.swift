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

  @Test("Two processes that open one at once both find it up to date", arguments: ["1", "2", "3"])
  func together(version: String) throws {
    let folder = try TemporaryFolder()
    for name in ["store.sqlite", "store.key"] {
      try FileManager.default.copyItem(
        atPath: VectorFile.url("stored/\(version)/\(name)").path(), toPath: folder.path(name))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
    }
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
}
