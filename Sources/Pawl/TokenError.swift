import PushTokens
public import Storage

/// Why the ledger could not do what it was asked. Nothing has changed.
public enum TokenError: Error, Equatable, Sendable {
  /// Not a JID.
  case invalidJID
  /// Not 40 lower-case hex digits.
  case invalidToken
  /// Not an absolute https URL.
  case invalidEndpoint
  /// More tokens than are taken at once: 100.
  case invalidCount
  /// This device is registered at no gateway, which tokens could be of.
  case notRegistered
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as TokenError: self = error
    case let error as StorageError: self = .store(error)
    case PushError.invalidToken: self = .invalidToken
    case PushError.invalidEndpoint: self = .invalidEndpoint
    default: self = .store(.corrupt)
    }
  }
}
