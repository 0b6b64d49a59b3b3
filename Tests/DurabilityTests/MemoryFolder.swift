import Foundation

/// A folder that is removed when nothing refers to it any more. It lies in memory where the system offers that, so that
/// no commit waits for a disk.
final class MemoryFolder {
  private static let parent: URL =
    hasRoom(sharedMemory) ? URL(filePath: sharedMemory) : FileManager.default.temporaryDirectory
  private static let sharedMemory = "/dev/shm"
  /// What the stores of a schedule take at the most. Containers often have less.
  private static let neededBytes: UInt64 = 1 << 28

  private let url: URL

  init() throws {
    url = Self.parent.appending(path: "pawl-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String {
    url.appending(path: name).path()
  }

  private static func hasRoom(_ path: String) -> Bool {
    var status = statvfs()
    guard access(path, W_OK) == 0, statvfs(path, &status) == 0 else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) >= neededBytes
  }
}
