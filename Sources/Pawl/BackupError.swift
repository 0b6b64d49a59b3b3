public import Primitives
public import Storage

/// Why a backup was not made, or no device of it. No file was left behind, and none that was there has changed.
public enum BackupError: Error, Equatable, Sendable {
  /// A backup is no safer than its passphrase.
  case emptyPassphrase
  /// The file is something else.
  case notABackup
  /// The backup was written by a later version of this library.
  case newerVersion
  /// The file was cut or altered, or the passphrase is another one. It is not said which.
  case damagedOrWrongPassphrase
  /// There is more in it than a backup takes. One that is made leaves out what has no room.
  case tooLarge
  /// Another device of the account has this id.
  case deviceIDTaken
  case keyFile(SecretFileError)
  case store(StorageError)
  /// The system gave no memory for the passphrase's key, or no guarded memory for the identity key.
  case noMemory

  init(_ error: any Error) {
    switch error {
    case let error as BackupError: self = error
    case let error as BackupFileError: self.init(error)
    case let error as DeviceError: self.init(error)
    default: self.init(DeviceError(error))
    }
  }

  private init(_ error: BackupFileError) {
    switch error {
    case .notABackup: self = .notABackup
    case .newerVersion: self = .newerVersion
    case .damagedOrWrongPassphrase: self = .damagedOrWrongPassphrase
    case .tooLarge: self = .tooLarge
    case .noMemory: self = .noMemory
    }
  }

  private init(_ error: DeviceError) {
    switch error {
    case .invalidJID: self = .damagedOrWrongPassphrase
    case .keyFile(let error): self = .keyFile(error)
    case .store(let error): self = .store(error)
    case .noMemory: self = .noMemory
    }
  }
}
