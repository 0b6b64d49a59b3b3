import OMEMO
public import Storage
import XML

/// Why a stanza gave no message. Nothing has changed, on disk or in memory.
public enum ReceiveError: Error, Equatable, Sendable {
  /// Not a `<message/>` with one well-formed `<encrypted/>`, or what was encrypted is no envelope.
  case malformed
  /// A carbon copy or an archived message that does not come from our own account: somebody would speak in another's name.
  case forgedWrapper
  /// No key in it is for this device. Show a notice if there was a payload.
  case notForThisDevice
  /// What this device sent itself: the archive and rooms hand it back. Ignore it silently.
  case ownMessage
  /// Received before, or so late that its key was given up long ago. Ignore it silently.
  case duplicate
  /// There is no session with the sending device.
  case noSession
  /// The key exchange names a signed prekey that is gone.
  case unknownSignedPreKey
  /// The key exchange names a one-time prekey that is used, or never was: a replay, or two senders took the same.
  case unknownPreKey
  /// The device is known under another identity key. Tell the user.
  case identityChanged
  /// More devices of the account have shown a key than are remembered.
  case tooManyDevices
  /// The key exchange repeats one that began a session of ours, with other prekeys or another identity.
  case exchangeMismatch
  /// The key exchange is made with our own identity key: something of ours, sent back.
  case ownIdentity
  /// A message of a protocol version that is not spoken here.
  case unsupportedVersion
  /// Not genuine, damaged, or of a session that is lost.
  case undecryptable
  /// More messages are missing before this one than can be skipped, in this session or in all those together that it was tried
  /// in.
  case tooFarAhead
  /// The envelope names another sender than the stanza: somebody passes on a message that is not his.
  case wrongSender
  /// The envelope is addressed to somebody else.
  case wrongRecipient
  case store(StorageError)

  init(_ error: any Error) {
    self = Self(ofStanza: error) ?? .store(error as? StorageError ?? .corrupt)
  }

  /// An error that lies in one stanza, or in what is stored for its sender; `nil` for one that hits every stanza.
  init?(ofStanza error: any Error) {
    switch error {
    case let error as ReceiveError: self = error
    case SessionError.duplicate: self = .duplicate
    case SessionError.tooFarAhead: self = .tooFarAhead
    case SessionError.authenticationFailed, OMEMOError.authenticationFailed: self = .undecryptable
    case OMEMOError.unsupportedVersion: self = .unsupportedVersion
    case OMEMOError.forgedWrapper: self = .forgedWrapper
    case is OMEMOError, is XMLError: self = .malformed
    case StorageError.corrupt: self = .store(.corrupt)
    default: return nil
    }
  }
}
