import Foundation
import Primitives
import Storage
import TestSupport
import Testing

@Suite("The files of a restored store")
struct BackupFilesTests {
  let folder: TemporaryFolder
  var path: String { folder.path("store") }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func touch(_ name: String) {
    _ = FileManager.default.createFile(atPath: folder.path(name), contents: Data())
  }

  private func files() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()))
  }

  @Test("A store, or what another left beside it, is in the way", arguments: [
    "store", "store-wal", "store-shm", "store-journal",
  ])
  func taken(name: String) throws {
    touch(name)
    #expect(throws: StorageError.exists) {
      _ = try BackupFiles(ofStoreAt: path, key: .file(path: folder.path("key")))
    }
    #expect(try files() == [name])
  }

  @Test("A key file is in the way, and a link that leads nowhere")
  func takenKey() throws {
    touch("key")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("nowhere"))
    for name in ["key", "link"] {
      #expect(throws: SecretFileError.exists) {
        _ = try BackupFiles(ofStoreAt: path, key: .file(path: folder.path(name)))
      }
    }
    #expect(throws: StorageError.exists) {
      _ = try BackupFiles(ofStoreAt: folder.path("link"), key: .file(path: folder.path("key")))
    }
    #expect(try files() == ["key", "link"])
  }

  @Test("All of them are removed, and no other file")
  func removal() throws {
    touch("other")
    let files = try BackupFiles(ofStoreAt: path, key: .file(path: folder.path("key")))
    for name in ["store", "store-wal", "store-shm", "key"] { touch(name) }
    files.remove()
    #expect(try self.files() == ["other"])
  }
}
