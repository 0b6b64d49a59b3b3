public import Primitives
public import Storage

/// Why a device's store could not be created or opened.
public enum DeviceError: Error, Equatable, Sendable {
  /// Not a bare JID.
  case invalidJID
  case keyFile(SecretFileError)
  case store(StorageError)
  /// The system gave no guarded memory for the identity key, or none for the passphrase's key.
  case noMemory

  init(_ error: any Error) {
    switch error {
    case let error as DeviceError: self = error
    case let error as SecretFileError: self = .keyFile(error)
    case let error as StorageError: self = .store(error)
    case is GuardedMemoryError: self = .noMemory
    case IdentityError.noMemory: self = .noMemory
    default: self = .store(.corrupt)
    }
  }
}
