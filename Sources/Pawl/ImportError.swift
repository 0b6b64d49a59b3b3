import OMEMO
public import Storage
import X3DH

/// Why a device list or a bundle was not taken over. Nothing has changed.
public enum ImportError: Error, Equatable, Sendable {
  /// Not a bare JID.
  case invalidJID
  /// Not well-formed, not the right element, or a value of the wrong form in it.
  case malformed
  /// An id is 0, above 2^31 - 1 or there twice.
  case invalidID
  /// More devices or prekeys than the library allows.
  case tooMany
  /// A key of the bundle is no key, or one that gives away what is agreed with it.
  case invalidKey
  /// The signed prekey is not signed by the identity key.
  case badSignature
  /// A bundle without one-time prekeys must not be used.
  case noPreKeys
  /// The device is known under another identity key. Tell the user: a device does not change its key.
  case identityChanged
  /// The bundle is this device's own.
  case ownDevice
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as ImportError: self = error
    case let error as StorageError: self = .store(error)
    case OMEMOError.invalidID: self = .invalidID
    case OMEMOError.tooMany: self = .tooMany
    case OMEMOError.invalidKey: self = .invalidKey
    case X3DHError.badSignature: self = .badSignature
    case X3DHError.noOneTimePreKey: self = .noPreKeys
    default: self = .malformed
    }
  }
}
