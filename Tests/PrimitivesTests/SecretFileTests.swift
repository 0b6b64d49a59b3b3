import Foundation
import Primitives
import TestSupport
import Testing

/// Each test has a directory of its own.
@Suite final class SecretFileTests {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "pawl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  private var path: String {
    directory.appending(path: "secret").path
  }

  @Test(arguments: [0, 1, 32, 4096])
  func `What was written is read, and only the owner can`(_ count: Int) throws {
    let bytes = SecretBytes(randomCount: count).declassified()
    try SecretFile.create(path, SecretBytes(copying: bytes))
    let read = try SecretFile.read(path).declassified()
    #expect(read == bytes)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
  }

  @Test func `A file that is there is not touched`() throws {
    try SecretFile.create(path, SecretBytes(copying: [1]))
    #expect(throws: SecretFileError.exists) { try SecretFile.create(path, SecretBytes(copying: [2])) }
    let read = try SecretFile.read(path).declassified()
    #expect(read == [1])
  }

  @Test func `A link is not followed to a new file`() throws {
    let target = directory.appending(path: "target").path
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    #expect(throws: SecretFileError.exists) { try SecretFile.create(path, SecretBytes(copying: [2])) }
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test func `A file that is not there is missing`() {
    #expect(throws: SecretFileError.missing) { _ = try SecretFile.read(path) }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o601])
  func `A file that others have a right to is refused`(_ mode: Int) throws {
    try SecretFile.create(path, SecretBytes(copying: [1]))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    #expect(throws: SecretFileError.exposed) { _ = try SecretFile.read(path) }
  }

  @Test func `A file longer than a secret is refused`() throws {
    try SecretFile.create(path, SecretBytes(count: 4097) { _ in })
    #expect(throws: SecretFileError.tooLarge) { _ = try SecretFile.read(path) }
  }

  @Test func `A directory is no secret`() throws {
    #expect(throws: SecretFileError.inaccessible) { _ = try SecretFile.read(directory.path) }
    #expect(throws: SecretFileError.exists) { try SecretFile.create(directory.path, SecretBytes(copying: [1])) }
  }

  @Test func `A file in no directory cannot be made`() {
    let path = directory.appending(path: "none/secret").path
    #expect(throws: SecretFileError.inaccessible) { try SecretFile.create(path, SecretBytes(copying: [1])) }
    #expect(throws: SecretFileError.missing) { _ = try SecretFile.read(path) }
  }
}
