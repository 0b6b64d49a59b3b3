import Foundation
import Primitives

/// The files that a restored store is made of. None of them may be there before, so that all of them can be removed if
/// the store does not come to be, and never one that was somebody's: a write-ahead log that another store left behind,
/// or a key file that opens one.
package struct BackupFiles {
  private let paths: [String]

  /// - Throws: `StorageError.exists`, `SecretFileError.exists`.
  package init(ofStoreAt path: String, key: borrowing StoreKey) throws {
    let files = ["", "-wal", "-shm", "-journal"].map { path + $0 }
    guard !files.contains(where: Self.isTaken) else { throw StorageError.exists }
    switch key {
    case .file(let keyPath):
      guard !Self.isTaken(keyPath) else { throw SecretFileError.exists }
      paths = files + [keyPath]
    case .passphrase: paths = files
    }
  }

  package func remove() {
    for path in paths { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Links are not followed: one that leads nowhere is there, too.
  private static func isTaken(_ path: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: path)) != nil
  }
}
