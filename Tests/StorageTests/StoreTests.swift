import Foundation
import GRDB
import OMEMO
import Primitives
import Storage
import TestSupport
import Testing
import XML

@Suite("The store")
struct StoreTests {
  let folder: TemporaryFolder
  var path: String { folder.path("store") }
  var keyPath: String { folder.path("store.key") }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func createAccount(in store: Store) throws {
    let account = Account(
      jid: try JID("alice@example.org"), deviceID: try #require(DeviceID(7)), identity: try IdentityKeyPair.generate())
    try store.transaction { try $0.create(account) }
  }

  @Test("What was written under a key file is there when the store is opened again")
  func reopened() throws {
    let first: [UInt8]
    do {
      let store = try Store(creating: path, key: .file(path: keyPath))
      try createAccount(in: store)
      first = try store.transaction { try $0.account().identity.publicKey.encoded }
    }
    let store = try Store(opening: path, key: .file(path: keyPath))
    let again = try store.transaction { try $0.account().identity.publicKey.encoded }
    #expect(first == again)
  }

  @Test("The store and its key file can be read by their owner only")
  func modes() throws {
    _ = try Store(creating: path, key: .file(path: keyPath))
    for file in [path, keyPath] {
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(file)")
    }
  }

  @Test("A key file that others can read is refused", arguments: [0o640, 0o604, 0o660, 0o644])
  func exposedKeyFile(mode: Int) throws {
    _ = try Store(creating: path, key: .file(path: keyPath))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: keyPath)
    #expect(throws: SecretFileError.exposed) { _ = try Store(opening: path, key: .file(path: keyPath)) }
  }

  @Test("Another key, a short one, or a passphrase in place of a key file does not open the store")
  func wrongKeys() throws {
    _ = try Store(creating: path, key: .file(path: keyPath))
    for (name, bytes) in [("other", Random.bytes(32)), ("short", Random.bytes(31)), ("empty", [])] {
      let other = folder.path(name)
      try SecretFile.create(other, SecretBytes(copying: bytes))
      #expect(throws: StorageError.wrongKey) { _ = try Store(opening: path, key: .file(path: other)) }
    }
    #expect(throws: StorageError.wrongKey) {
      _ = try Store(opening: path, key: .passphrase(SecretBytes(copying: Array("guess".utf8))))
    }
    #expect(throws: SecretFileError.missing) { _ = try Store(opening: path, key: .file(path: folder.path("none"))) }
  }

  @Test("A passphrase opens its store, another does not")
  func passphrase() throws {
    do {
      let store = try Store(creating: path, key: .passphrase(SecretBytes(copying: Array("correct horse".utf8))))
      try createAccount(in: store)
    }
    let store = try Store(opening: path, key: .passphrase(SecretBytes(copying: Array("correct horse".utf8))))
    let jid = try store.transaction { try $0.account().jid.description }
    #expect(jid == "alice@example.org")
    #expect(throws: StorageError.wrongKey) {
      _ = try Store(opening: path, key: .passphrase(SecretBytes(copying: Array("correct hors".utf8))))
    }
  }

  @Test("A header that asks for what no version ever wrote is damage", arguments: [
    "passes = 11", "kibibytes = 1048577", "salt = x'00'",
  ])
  func forgedCost(change: String) throws {
    do { _ = try Store(creating: path, key: .passphrase(SecretBytes(copying: [1]))) }
    try DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE store_key SET \(change)") }
    #expect(throws: StorageError.corrupt) {
      _ = try Store(opening: path, key: .passphrase(SecretBytes(copying: [1])))
    }
  }

  #if os(Linux)
    /// In a process of its own, whose memory is bounded.
    @Test("Memory that is not to be had for a passphrase's key is no damage")
    func noMemory() async {
      await #expect(processExitsWith: .success) {
        let folder = try TemporaryFolder()
        let path = folder.path("store")
        do { _ = try Store(creating: path, key: .passphrase(SecretBytes(copying: [1]))) }
        // A gibibyte, which is as much as a header may ask for.
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE store_key SET kibibytes = 1048576") }
        let statm = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = try #require(statm.split(separator: " ").first.flatMap { UInt($0) })
        let bound = pages * UInt(getpagesize()) + 512 * 1024 * 1024
        var limit = rlimit(rlim_cur: bound, rlim_max: bound)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
        #expect(throws: GuardedMemoryError.self) {
          _ = try Store(opening: path, key: .passphrase(SecretBytes(copying: [1])))
        }
      }
    }
  #endif

  @Test("An existing store is not overwritten, a missing one not made, and no other file taken for one")
  func existence() throws {
    #expect(throws: StorageError.missing) { _ = try Store(opening: path, key: .file(path: keyPath)) }
    #expect(!FileManager.default.fileExists(atPath: path))
    _ = try Store(creating: path, key: .file(path: keyPath))
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: StorageError.exists) { _ = try Store(creating: path, key: .file(path: folder.path("new.key"))) }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(!FileManager.default.fileExists(atPath: folder.path("new.key")))
    let text = folder.path("text")
    try Data(repeating: 0x20, count: 5000).write(to: URL(filePath: text))
    #expect(throws: StorageError.corrupt) { _ = try Store(opening: text, key: .file(path: keyPath)) }
  }

  @Test("A store of a later version is refused untouched")
  func laterVersion() throws {
    do { _ = try Store(creating: path, key: .file(path: keyPath)) }
    do {
      let queue = try DatabaseQueue(path: path)
      try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9999')") }
    }
    #expect(throws: StorageError.newerVersion) { _ = try Store(opening: path, key: .file(path: keyPath)) }
  }

  @Test("A sealed value that is moved to another row, altered or cut does not open")
  func movedSeals() throws {
    let store = try Store(creating: path, key: .file(path: keyPath))
    try createAccount(in: store)
    try store.transaction { _ = try $0.refillOneTimePreKeys(to: 3, for: .omemo2) }
    let queue = try DatabaseQueue(path: path)
    let changes = [
      "UPDATE one_time_prekeys SET sealed_private_key = (SELECT sealed_private_key FROM one_time_prekeys WHERE id = 2) WHERE id = 1",
      "UPDATE one_time_prekeys SET sealed_private_key = substr(sealed_private_key, 1, 71) WHERE id = 1",
      "UPDATE one_time_prekeys SET sealed_private_key = x'00' WHERE id = 1",
      "UPDATE one_time_prekeys SET sealed_private_key = (SELECT sealed_identity FROM account) WHERE id = 1",
    ]
    for change in changes {
      try queue.write { try $0.execute(sql: change) }
      #expect(throws: StorageError.corrupt, "\(change)") { try store.transaction { _ = try $0.oneTimePreKey(1, for: .omemo2) } }
    }
  }

  @Test("No secret stands in the file")
  func nothingInTheClear() throws {
    let secrets: [[UInt8]]
    do {
      let store = try Store(creating: path, key: .file(path: keyPath))
      try createAccount(in: store)
      secrets = try store.transaction { transaction in
        _ = try transaction.refillOneTimePreKeys(to: 5, for: .omemo2)
        var secrets = [Array(try transaction.account().identity.encoded().declassified().dropFirst())]
        for id in UInt32(1)...5 {
          if let key = try transaction.oneTimePreKey(id, for: .omemo2) { secrets.append(key.scalar.declassified()) }
        }
        return secrets
      }
    }
    let file = try Data(contentsOf: URL(filePath: path))
    #expect(secrets.count == 6)
    for secret in secrets { #expect(file.range(of: Data(secret)) == nil) }
  }

  @Test("A transaction that throws leaves nothing behind")
  func rollback() throws {
    struct Stop: Error {}
    let store = try Store(creating: path, key: .file(path: keyPath))
    try createAccount(in: store)
    #expect(throws: Stop.self) {
      try store.transaction { transaction in
        _ = try transaction.refillOneTimePreKeys(to: 5, for: .omemo2)
        throw Stop()
      }
    }
    let count = try store.transaction { try $0.oneTimePreKeyCount(for: .omemo2) }
    #expect(count == 0)
  }
}
