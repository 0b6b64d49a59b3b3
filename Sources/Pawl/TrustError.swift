public import Storage

/// Why a decision about trust was not taken. Nothing has changed.
public enum TrustError: Error, Equatable, Sendable {
  /// Not a bare JID.
  case invalidJID
  /// No key of the device is known: there is nothing to decide on.
  case unknownDevice
  /// The device's key is not the one that the user looked at.
  case otherKey
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as TrustError: self = error
    case let error as StorageError: self = .store(error)
    default: self = .store(.corrupt)
    }
  }
}
