import Foundation

/// A generation in a file of 24 bytes: the store's id, then the count, big-endian. It is to lie where backups do not look.
public struct FileMirror: GenerationMirror {
  private static let idByteCount = 16
  private static let byteCount = 24
  private let path: String

  public init(path: String) {
    self.path = path
  }

  public func load() throws -> StoreGeneration? {
    // One that cannot be read is not taken for one that was never saved: every session of a store that is whole would be lost.
    let file: FileHandle
    do {
      file = try FileHandle(forReadingFrom: URL(filePath: path))
    } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
      return nil
    }
    defer { try? file.close() }
    return Self.generation(try file.read(upToCount: Self.byteCount))
  }

  public func save(_ generation: StoreGeneration) throws {
    if !FileStatus.exists(path) {
      guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    let file = try FileHandle(forUpdating: URL(filePath: path))
    defer { try? file.close() }  // which gives up the lock, too
    guard flock(file.fileDescriptor, LOCK_EX) == 0 else { throw CocoaError(.fileLocking) }
    let known = Self.generation(try file.read(upToCount: Self.byteCount))
    if let known, known.storeID == generation.storeID, known.count >= generation.count { return }
    let count = unsafe withUnsafeBytes(of: generation.count.bigEndian) { unsafe Array($0) }
    try file.seek(toOffset: 0)
    try file.write(contentsOf: Data(generation.storeID + count))
    try file.synchronize()
  }

  private static func generation(_ data: Data?) -> StoreGeneration? {
    guard let bytes = data.map(Array.init), bytes.count == byteCount else { return nil }
    return StoreGeneration(
      storeID: Array(bytes[..<idByteCount]),
      count: bytes[idByteCount...].reduce(0) { $0 << 8 | Int64($1) })
  }
}
