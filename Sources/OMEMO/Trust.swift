/// What the user, or a policy for him, thinks of a device's identity key.
public enum Trust: String, Sendable, CaseIterable {
  /// Nobody has decided. Nothing is sent to such a device.
  case undecided
  /// Trusted blindly, on first sight, before any device of the account was verified.
  case trusted
  /// The user compared the fingerprint.
  case verified
  /// The user rejected the key.
  case distrusted

  /// Whether content may be encrypted for a device.
  public var allowsSending: Bool {
    self == .trusted || self == .verified
  }

  /// Blind trust before verification: a new key is trusted only while no device of its account has been verified, so
  /// that a server cannot slip a ghost device into a verified conversation.
  package static func ofNewKey(accountHasVerifiedDevice: Bool) -> Trust {
    accountHasVerifiedDevice ? .undecided : .trusted
  }
}
