public import Storage

/// Why there is nothing to send. Nothing has changed, except with ``StorageError/mirrorFailed``.
public enum SendError: Error, Equatable, Sendable {
  /// Not a JID.
  case invalidJID
  /// The contact's device list is not known, or empty: fetch it.
  case noDevices
  /// None of the contact's devices can be written to: which and why, and what would let them read the next one.
  case noUsableDevice([Omission], [Action])
  /// Encryption with the contact was ended, by us or by them. Do not send the text in the clear for it: ask the user.
  case encryptionEnded(isOurs: Bool)
  /// The session with the device was begun anew three times within a day.
  case repairedTooOften
  /// The text has characters that XML cannot carry.
  case invalidText
  /// The text is larger than a stanza can carry, 80 KiB, or with the keys of all devices the stanza is larger than receivers
  /// take, 1 MiB.
  case tooLarge
  /// More accounts or devices than a stanza can carry keys for: 1000, and 2000.
  case tooManyRecipients
  /// With ``StorageError/mirrorFailed`` the text was encrypted and all is on disk, rows that the app wrote with it included.
  /// They must not be sent: delete them, and encrypt the text again when the mirror can be written.
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as SendError: self = error
    case let error as StorageError: self = .store(error)
    default: self = .store(.corrupt)
    }
  }
}
