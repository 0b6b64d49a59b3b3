import Foundation

/// The little that the store asks of the file system.
enum FileStatus {
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// Takes the file from group and others: it names the user's contacts even where it is sealed.
  static func restrict(_ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}
