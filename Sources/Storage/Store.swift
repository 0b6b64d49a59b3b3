import GRDB
import Primitives

/// One SQLite file with everything that a device must not lose.
///
/// All access is through ``transaction(_:)``: immediate, so that two processes on one store take turns, and all or
/// nothing. Nothing read in one transaction is kept for the next, except the account, which never changes.
package final class Store: Sendable {
  private let queue: DatabaseQueue
  private let seal: RowSeal
  private let mirror: (any GenerationMirror)?

  /// Opens a store.
  ///
  /// - Throws: ``StorageError``, ``SecretFileError`` for the key file, ``GuardedMemoryError``.
  package convenience init(
    opening path: String, key: borrowing StoreKey, mirror: (any GenerationMirror)? = nil
  ) throws {
    guard FileStatus.exists(path) else { throw StorageError.missing }
    try self.init(path: path, key: key, mirror: mirror, isNew: false)
  }

  /// Creates a store, and its key file if the key is one.
  package convenience init(creating path: String, key: borrowing StoreKey) throws {
    guard !FileStatus.exists(path) else { throw StorageError.exists }
    switch key {
    case .file(let keyPath):
      try SecretFile.create(keyPath, SecretBytes(randomCount: XChaCha20Poly1305.keyByteCount))
    case .passphrase: break
    }
    try self.init(path: path, key: key, mirror: nil, isNew: true)
  }

  private init(
    path: String, key: borrowing StoreKey, mirror: (any GenerationMirror)?, isNew: Bool
  ) throws {
    self.mirror = mirror
    do {
      queue = try DatabaseQueue(path: path, configuration: Self.configuration())
      if isNew {
        try FileStatus.restrict(path)
        // The mode stays with the file. GRDB's own setting would write to the file each time that it is opened.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try Schema.migrator.migrate(queue)
        seal = try Self.writeHeader(queue, KeyHeader(for: key), key)
      } else {
        guard try queue.read({ try Schema.migrator.hasBeenSuperseded($0) }) == false else {
          throw StorageError.newerVersion
        }
        seal = try Self.checkHeader(queue, key)
        // Only if there is something to do: a migrator that finds nothing still writes to the file.
        if try !queue.read({ try Schema.migrator.hasCompletedMigrations($0) }) {
          try Self.migrate(queue)
        }
      }
    } catch let error as DatabaseError {
      throw StorageError(error)
    }
  }

  /// Runs `body` in one immediate transaction, which is committed durably, and mirrored, when this returns, and rolled back
  /// when `body` throws. Only `mirrorFailed` is thrown after the commit.
  package func transaction<Result>(_ body: (borrowing Transaction) throws -> Result) throws -> Result {
    var reached: StoreGeneration?
    let result: Result
    do {
      result = try queue.write { database in
        let transaction = Transaction(database: database, seal: self)
        guard mirror != nil else { return try body(transaction) }
        let before = try transaction.generation()
        let result = try body(transaction)
        let after = try transaction.generation()
        if after != before { reached = after }
        return result
      }
    } catch let error as DatabaseError {
      throw StorageError(error)
    }
    if let reached { try save(reached) }
    return result
  }

  /// Looks whether the store was put back to an earlier state, or copied: see ``GenerationMirror``. To be called once, after
  /// opening.
  ///
  /// - Returns: whether it was. Its sessions send no more, then.
  package func compareWithMirror() throws -> Bool {
    guard let mirror else { return false }
    // All under the store's lock: what another process that opens the store saves in between would be taken for a store that
    // was put back. A mirror that is ahead of a commit which then fails finds a store that was put back all the same.
    return try transaction { transaction in
      let mirrored: StoreGeneration?
      do { mirrored = try mirror.load() } catch { throw StorageError.mirrorFailed }
      let wasRestored = try transaction.compare(withMirrored: mirrored)
      if let generation = try transaction.generation() { try save(generation) }
      return wasRestored
    }
  }

  /// Brings a store of an earlier version up to date. Another process may do so at the same moment: a migrator reads what is to
  /// be done before it takes the lock, and the slower of the two finds its step done already. It begins again as long as there
  /// are more steps done after a failure than before.
  private static func migrate(_ queue: DatabaseQueue) throws {
    func applied() throws -> Int { try queue.read { try Schema.migrator.appliedIdentifiers($0).count } }
    var done = try applied()
    while true {
      do {
        return try Schema.migrator.migrate(queue)
      } catch let error as DatabaseError {
        let known = done
        done = try applied()
        guard done > known else { throw error }
      }
    }
  }

  private func save(_ generation: StoreGeneration) throws(StorageError) {
    do { try mirror?.save(generation) } catch { throw .mirrorFailed }
  }

  func sealed(_ secret: borrowing SecretBytes, _ place: RowSeal.Place) -> [UInt8] {
    seal.seal(secret, place)
  }

  func opened(_ sealed: [UInt8], _ place: RowSeal.Place) throws(StorageError) -> SecretBytes {
    try seal.open(sealed, place)
  }

  /// Seals a short text, such as a token.
  func sealed(_ text: String, _ place: RowSeal.Place) -> [UInt8] {
    seal.seal(SecretBytes(copying: Array(text.utf8)), place)
  }

  func openedText(_ sealed: [UInt8], _ place: RowSeal.Place) throws(StorageError) -> String {
    // The caller's type prints itself redacted.
    String(decoding: try seal.open(sealed, place).declassified(), as: UTF8.self)
  }

  func index(_ token: String) -> [UInt8] {
    seal.index(token)
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(StorageLimits.busyTimeout)
    // iOS kills an app that is suspended while it holds a lock on a shared file (0xDEAD10CC). An app that shares its store
    // with an extension posts Database.suspendNotification before it is suspended; until it posts the other one, every
    // transaction fails with `suspended` instead of taking the lock.
    configuration.observesSuspensionNotifications = true
    configuration.prepareDatabase { database in
      // FULL: a commit that a power cut can undo would let a message key be used twice. fullfsync: on Apple systems a plain
      // fsync leaves it in the drive's own cache; elsewhere it changes nothing.
      // secure_delete: deleted keys are overwritten, not left in free pages.
      try database.execute(
        sql: """
          PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON
          """)
    }
    return configuration
  }

  private static let check = RowSeal.Place("store_key.sealed_check")
  private static let checkText = Array("pawl".utf8)

  private static func writeHeader(
    _ queue: DatabaseQueue, _ header: KeyHeader, _ key: borrowing StoreKey
  ) throws -> RowSeal {
    let seal = try RowSeal(header.key(from: key))
    let sealedCheck = seal.seal(SecretBytes(copying: checkText), check)
    try queue.write { database in
      try database.execute(
        sql: "INSERT INTO store_key VALUES (1, ?, ?, ?, ?, ?)",
        arguments: [
          header.kind.rawValue, header.salt.blob, header.cost.passes, header.cost.kibibytes, sealedCheck.blob,
        ])
    }
    return seal
  }

  private static func checkHeader(_ queue: DatabaseQueue, _ key: borrowing StoreKey) throws -> RowSeal {
    guard let row = try queue.read({ try Row.fetchOne($0, sql: "SELECT * FROM store_key") }),
      let kind = KeyHeader.Kind(rawValue: row["kind"])
    else { throw StorageError.corrupt }
    let header = KeyHeader(
      kind: kind, salt: row.bytes("salt"),
      cost: Argon2id.Cost(passes: row["passes"], kibibytes: row["kibibytes"]))
    let seal = try RowSeal(header.key(from: key))
    do { _ = try seal.open(row.bytes("sealed_check"), check) } catch { throw StorageError.wrongKey }
    return seal
  }
}
