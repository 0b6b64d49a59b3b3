public import Storage
import Verification

/// Why a signed statement or a list of addresses was not made or taken over. Nothing has changed.
public enum AddressError: Error, Equatable, Sendable {
  /// Not a bare JID, or one that looks like a key address and is none.
  case invalidJID
  /// The account is at no key address.
  case noKeyAddress
  /// Only the device whose identity key is the account's address can sign for it.
  case notOwner
  /// No key of the device is known in the form that OMEMO 2 has.
  case unknownDevice
  /// The device's key is not the one that the user looked at.
  case otherKey
  /// No address, too many, one twice, or this account's own not among them.
  case invalidList
  /// Not the element, or not the signed bytes, that the form says.
  case malformed
  /// The signature does not verify, or is by another key.
  case badSignature
  /// Dated more than a day into the future.
  case notYetValid
  case expired
  /// A later one is known.
  case replaced
  /// There are two of one serial number: the owner's key is in two hands, or his software broken. Tell the user.
  case contradicted
  /// The device's key was revoked, for good.
  case revoked
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as AddressError: self = error
    case let error as StorageError: self = .store(error)
    case let error as StatementError: self.init(statement: error)
    default: self = .malformed
    }
  }

  private init(statement error: StatementError) {
    switch error {
    case .malformed, .invalidKey, .invalidDevice, .invalidPeriod: self = .malformed
    case .invalidAddress: self = .invalidJID
    case .invalidList: self = .invalidList
    case .badSignature, .anotherKey: self = .badSignature
    case .notYetValid: self = .notYetValid
    case .expired: self = .expired
    case .replaced: self = .replaced
    case .equivocation: self = .contradicted
    case .revoked: self = .revoked
    }
  }
}
