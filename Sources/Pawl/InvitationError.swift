public import Storage
import Verification

/// Why an invitation was not made or not accepted. Nothing has changed.
public enum InvitationError: Error, Equatable, Sendable {
  /// No `xmpp:` link, or one that asks for something else.
  case notAnInvitation
  /// The address in it is none, or it is our own.
  case invalidAddress
  /// A fingerprint or a device id in it is none, or a device is there twice.
  case malformed
  /// The pool of push tokens is empty, or push is off.
  case noToken
  /// The push token or its endpoint is none, or another contact's.
  case invalidToken
  /// More devices than an invitation may have, or are remembered of an account.
  case tooMany
  /// A device is known under another key than the invitation says: one of the two is not the contact's.
  case otherKey
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as InvitationError: self = error
    case let error as StorageError: self = .store(error)
    case InviteError.notAnInvitation: self = .notAnInvitation
    case InviteError.invalidAddress: self = .invalidAddress
    case InviteError.invalidToken, InviteError.invalidEndpoint: self = .invalidToken
    case InviteError.tooMany: self = .tooMany
    default: self = .malformed
    }
  }
}
