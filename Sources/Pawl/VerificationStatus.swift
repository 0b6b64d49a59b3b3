public import OMEMO
import Storage

/// The last verification by a shared secret with a device.
public struct VerificationStatus: Hashable, Sendable {
  public enum State: String, Sendable {
    /// The user is asked: see ``Device/answerVerification(_:device:secret:now:)``.
    case asked
    /// The other side's next message is awaited.
    case waiting
    /// Both typed the same. The device's key was verified by it.
    case match
    /// They did not, or somebody is between them.
    case noMatch = "no-match"
    /// A message of the other side did not fit, or a proof did not hold: somebody made a guess, or tampered.
    case failed
    /// One of the two gave it up. Of a run that the other side began this may have been a guess.
    case aborted
    /// The store was put back to an earlier state, and the run given up for it.
    case dropped

    init(_ outcome: VerificationOutcome) {
      switch outcome {
      case .match: self = .match
      case .noMatch: self = .noMatch
      case .failed: self = .failed
      case .aborted: self = .aborted
      case .dropped: self = .dropped
      }
    }
  }

  /// The bare JID.
  public let jid: String
  public let device: DeviceID
  public let state: State
  /// Whether this device began it.
  public let isInitiator: Bool
  /// What the other side asks, while it waits for the answer. A stranger's text.
  public let question: String?
}

/// What a message of a verification brought.
public enum VerificationEvent: Hashable, Sendable {
  /// The device asks for a shared secret, with a question or without. A client shows it, and never answers by itself.
  case asked(question: String?)
  /// The other side answered, and the run goes on by itself.
  case wentOn
  /// Both typed the same: the device's key is verified now.
  case match
  /// They did not, or somebody is between them. The trust in the key is as it was.
  case noMatch
  /// A message did not fit: a failed attempt.
  case failed
  /// The other side gave it up: a failed attempt.
  case aborted
}
