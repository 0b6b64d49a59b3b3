/// What the user, or a ``TrustPolicy`` for him, thinks of a device's identity key.
public enum Trust: String, Sendable, CaseIterable {
  /// Nobody has decided. Nothing is sent to such a device.
  case undecided
  /// Trusted blindly on first sight, or by the user without comparing.
  case trusted
  /// The user compared the fingerprint.
  case verified
  /// The user rejected the key.
  case distrusted
}
