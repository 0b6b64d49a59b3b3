public import Storage
import Verification

/// Why a verification by a shared secret did not begin or go on. The run, if there is one, is as it was.
public enum VerificationError: Error, Equatable, Sendable {
  /// Not a JID.
  case invalidJID
  /// No key of the device is known.
  case unknownDevice
  /// The user rejected the device's key.
  case distrusted
  /// There is neither a session with the device nor a bundle to begin one from: what to fetch.
  case noSession([Action])
  /// The session was begun by an earlier version, which kept no key to bind a run to: begin a new one with
  /// ``Device/repair(_:device:now:)``.
  case noExportedKey
  /// A run with the device is under way: answer or abort it first.
  case underWay
  /// The device does not wait for an answer of ours.
  case notAsked
  /// No run with the device is under way.
  case noRun
  /// The question has no character, more than 512 bytes, or a control character.
  case unusableQuestion
  /// The secret has no character, more than 1024 bytes, or a control character.
  case unusableSecret
  /// There was no memory, 64 MiB, to derive the secret.
  case noMemory
  case store(StorageError)

  init(_ error: any Error) {
    switch error {
    case let error as VerificationError: self = error
    case SMPError.unusableQuestion: self = .unusableQuestion
    case SMPError.unusableSecret: self = .unusableSecret
    case SMPError.noMemory: self = .noMemory
    case SMPError.outOfOrder: self = .notAsked
    case let error as StorageError: self = .store(error)
    default: self = .store(.corrupt)
    }
  }
}
