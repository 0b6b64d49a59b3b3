public import OMEMO

/// A stanza that is ready to be sent. The state behind it is committed.
public struct EncryptedStanza: Sendable {
  /// The whole `<message/>`.
  public let stanza: String
  /// The devices that can read it.
  public let recipients: [Recipient]
  /// The devices that cannot, and why.
  public let omitted: [Omission]
  /// To be done after it was sent: push tokens that follow it, and what would let omitted devices read the next one.
  public internal(set) var actions: [Action]
}

/// A device that a message is encrypted for.
public struct Recipient: Hashable, Sendable {
  /// The bare JID.
  public let jid: String
  public let device: DeviceID

  public init(jid: String, device: DeviceID) {
    self.jid = jid
    self.device = device
  }
}

/// A device that a message is not encrypted for.
public struct Omission: Hashable, Sendable {
  public enum Reason: String, Sendable {
    /// There is neither a session nor a bundle to begin one from.
    case noBundle
    /// Nobody has decided whether to trust the device's key.
    case undecided
    /// The user rejected the device's key.
    case distrusted
    /// The device's key is trusted, but not verified, as the policy asks.
    case unverified
    /// It reads legacy OMEMO and is not known to take anything but texts.
    case textOnly

    init(refusing trust: Trust) {
      switch trust {
      case .undecided: self = .undecided
      case .distrusted: self = .distrusted
      case .trusted, .verified: self = .unverified
      }
    }
  }

  public let recipient: Recipient
  public let reason: Reason

  public init(recipient: Recipient, reason: Reason) {
    self.recipient = recipient
    self.reason = reason
  }
}
