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
  /// Not 1 to 20 tokens.
  case invalidCount
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
