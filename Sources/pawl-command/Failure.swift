import CommandLineSupport
import Messenger
import Pawl
import PushClient
import QRCode
import XMPPClient

extension Failure {
  /// What a library error means to the user of the command; `nil` for errors that are not the library's.
  init?(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as DeviceError: self.init(error)
    case let error as SecretFileError: self.init(error)
    case let error as StorageError: self.init(error)
    case let error as ImportError: self.init(error)
    case let error as SendError: self.init(error)
    case let error as ReceiveError: self.init(error)
    case let error as TokenError: self.init(error)
    case let error as TrustError: self.init(error)
    case let error as VerificationError: self.init(error)
    case let error as ExportError: self.init(error)
    case let error as BackupError: self.init(error)
    case let error as AddressError: self.init(error)
    case let error as InvitationError: self.init(error)
    case let error as QRCodeError: self.init(error)
    case let error as ConnectionError: self.init(error)
    case let error as RequestError: self.init(error)
    case let error as RoomError: self.init(error)
    case let error as PushClientError: self.init(error)
    default: return nil
    }
  }

  init(_ error: DeviceError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a bare JID")
    case .keyFile(let error): self.init(error)
    case .store(let error): self.init(error)
    case .noMemory: self.init(.inputOutput, "the system gives no locked memory")
    }
  }

  init(_ error: SecretFileError) {
    switch error {
    case .missing: self.init(.missingInput, "the key or passphrase file is missing")
    case .exists: self.init(.inputOutput, "the key file exists already")
    case .exposed: self.init(.inputOutput, "others can read the key or passphrase file: set its mode to 0600")
    case .tooLarge: self.init(.data, "the key or passphrase file is too large to be one")
    case .inaccessible: self.init(.inputOutput, "the key or passphrase file cannot be read or written")
    }
  }

  init(_ error: StorageError) {
    switch error {
    case .missing: self.init(.missingInput, "there is no store; make one with pawl init")
    case .exists: self.init(.inputOutput, "the store exists already")
    case .wrongKey: self.init(.data, "the key does not open this store")
    case .corrupt: self.init(.data, "the store is damaged, or no store")
    case .newerVersion: self.init(.data, "the store was written by a later version of pawl")
    case .busy: self.init(.inputOutput, "another process holds the store")
    case .full: self.init(.inputOutput, "the disk is full")
    case .suspended: self.init(.inputOutput, "the store is suspended")
    case .mirrorFailed: self.init(.inputOutput, "the mirror of the store's generation cannot be read or written")
    case .inputOutput(let code): self.init(.inputOutput, "the store cannot be read or written (SQLite \(code))")
    }
  }

  init(_ error: ImportError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a bare JID")
    case .malformed: self.init(.data, "not the element that was expected, or malformed")
    case .invalidID: self.init(.data, "an id is out of range or there twice")
    case .tooMany: self.init(.data, "too many entries")
    case .invalidKey: self.init(.data, "a key is not valid")
    case .badSignature: self.init(.data, "the signed prekey is not signed by the identity key")
    case .noPreKeys: self.init(.data, "the bundle has no one-time prekeys")
    case .identityChanged: self.init(.data, "the device is known under another identity key")
    case .ownDevice: self.init(.data, "that is this device's own bundle")
    case .store(let error): self.init(error)
    }
  }

  init(_ error: SendError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a JID")
    case .noDevices: self.init(.missingInput, "the contact's device list is not known; use import-devicelist")
    case .noUsableDevice(let omitted, _):
      self.init(.missingInput, "no device can be written to: \(Self.summary(of: omitted))")
    case .encryptionEnded(let isOurs):
      self.init(.data, "encryption was ended by \(isOurs ? "us" : "the contact"); pawl resume takes that back")
    case .repairedTooOften: self.init(.data, "the session with the device was begun anew too often today")
    case .invalidText: self.init(.data, "the text has characters that XML cannot carry")
    case .tooLarge: self.init(.data, "the text is too large for a stanza")
    case .tooManyRecipients: self.init(.data, "too many members or devices for one stanza")
    case .store(let error): self.init(error)
    }
  }

  /// Such as "1 undecided, 2 without a bundle".
  private static func summary(of omitted: [Omission]) -> String {
    let reasons: [(Omission.Reason, String)] = [
      (.undecided, "not decided on"), (.distrusted, "distrusted"), (.unverified, "not verified"),
      (.noBundle, "without a bundle"), (.textOnly, "for texts only"),
    ]
    return reasons.compactMap { reason, name in
      let count = omitted.count { $0.reason == reason }
      return count > 0 ? "\(count) \(name)" : nil
    }.joined(separator: ", ")
  }

  init(_ error: TrustError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a bare JID")
    case .unknownDevice: self.init(.missingInput, "no key of the device is known; import its bundle")
    case .otherKey: self.init(.data, "the device has another fingerprint")
    case .store(let error): self.init(error)
    }
  }

  init(_ error: ReceiveError) {
    switch error {
    case .malformed: self.init(.data, "not a message with a well-formed OMEMO element")
    case .forgedWrapper: self.init(.data, "the carbon copy or archived message is not from this device's own account")
    case .notForThisDevice: self.init(.data, "the message is not encrypted for this device")
    case .ownMessage: self.init(.data, "this device sent the message itself")
    case .duplicate: self.init(.data, "the message was received before")
    case .noSession: self.init(.data, "there is no session with the sending device")
    case .unknownSignedPreKey: self.init(.data, "the key exchange uses a signed prekey that is gone")
    case .unknownPreKey: self.init(.data, "the key exchange uses a one-time prekey that is used up")
    case .identityChanged: self.init(.data, "the sending device is known under another identity key")
    case .tooManyDevices: self.init(.data, "the account has shown more devices than are remembered")
    case .exchangeMismatch: self.init(.data, "the key exchange repeats another one with other keys")
    case .ownIdentity: self.init(.data, "the key exchange is made with this device's own identity key")
    case .unsupportedVersion: self.init(.data, "the message is of a protocol version that is not supported")
    case .undecryptable: self.init(.data, "the message cannot be decrypted")
    case .tooFarAhead: self.init(.data, "too many messages are missing before this one")
    case .wrongSender: self.init(.data, "the sender inside the message is not the sender of the stanza")
    case .wrongRecipient: self.init(.data, "the message is addressed to somebody else")
    case .store(let error): self.init(error)
    }
  }

  /// With what the user may do about it, in the same line.
  init(_ error: ReceiveError, remedy: Remedy) {
    self.init(error)
    let hint: String
    switch remedy {
    case .ignore, .notice: return
    case .startSession(let sender, _), .offerRepair(let sender, _):
      hint = "import the bundle of \(sender.jid) device \(sender.device), then pawl repair begins a new session"
    case .reviewKey(let sender):
      hint = "if \(sender.jid) says why, pawl forget gives up the old key of device \(sender.device)"
    case .retry: hint = "try again"
    }
    self = Failure(code, "\(message); \(hint)")
  }

  init(_ error: ExportError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a JID")
    case .invalidPurpose: self.init(.usage, "a purpose has 1 to 255 bytes")
    case .noSession: self.init(.missingInput, "there is no such session with the device")
    case .distrusted: self.init(.data, "the device's key is distrusted")
    case .noExportedKey: self.init(.data, "the session was begun by an earlier version; pawl repair begins a new one")
    case .store(let error): self.init(error)
    }
  }

  init(_ error: VerificationError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a JID")
    case .unknownDevice: self.init(.missingInput, "no key of the device is known; import its bundle")
    case .distrusted: self.init(.data, "the device's key is distrusted")
    case .noSession: self.init(.missingInput, "there is no session with the device; import its bundle")
    case .noExportedKey: self.init(.data, "the session was begun by an earlier version; pawl repair begins a new one")
    case .underWay: self.init(.data, "a run with the device is under way; answer or abort it first")
    case .notAsked: self.init(.data, "the device does not wait for an answer")
    case .noRun: self.init(.data, "no run with the device is under way")
    case .unusableQuestion: self.init(.data, "the question is empty, too long, or has control characters")
    case .unusableSecret: self.init(.data, "the secret is empty, too long, or has control characters")
    case .noMemory: self.init(.inputOutput, "there is no memory to derive the secret")
    case .store(let error): self.init(error)
    }
  }

  init(_ error: TokenError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a JID")
    case .invalidToken: self.init(.data, "not a token: 40 lower-case hex digits")
    case .invalidEndpoint: self.init(.usage, "not an endpoint: an absolute https URL")
    case .invalidCount: self.init(.data, "more than 100 tokens at once")
    case .notRegistered: self.init(.missingInput, "this device is registered at no push gateway; use pawl push register")
    case .store(let error): self.init(error)
    }
  }
}
