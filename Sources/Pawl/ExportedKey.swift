public import Storage

/// A key that both ends of a session have and nobody else does, for a purpose of the app's.
public struct ExportedKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  /// The session that it comes from: ``SessionInfo/exchangeKey``. The other side names the same session to have the same key.
  public let session: String
  /// 32 bytes. A secret: the app wipes it where it keeps it.
  public let bytes: [UInt8]

  public var description: String { "ExportedKey(redacted)" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Why there is no exported key. Nothing has changed.
public enum ExportError: Error, Equatable, Sendable {
  /// Not a JID.
  case invalidJID
  /// The purpose has no byte, or more than 255.
  case invalidPurpose
  /// There is no such session with the device.
  case noSession
  /// The user rejected the device's key.
  case distrusted
  /// The session was begun by an earlier version, which kept nothing to export from: begin a new one with
  /// ``Device/repair(_:device:now:)``.
  case noExportedKey
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as ExportError: self = error
    case let error as StorageError: self = .store(error)
    default: self = .store(.corrupt)
    }
  }
}
