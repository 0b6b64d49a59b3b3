/// Which keys may be written to, and what becomes of a key that nobody has decided on. The user chooses it once for all.
public enum TrustPolicy: String, Sendable, CaseIterable {
  /// Blind trust before verification: a new key is trusted while no device of its account has been verified, so that a
  /// server cannot slip a ghost device into a verified conversation.
  case blindTrustBeforeVerification = "blind"
  /// A new key is undecided until the user trusts or verifies it.
  case manual
  /// Only verified keys are written to.
  case alwaysVerify = "always-verify"

  /// Whether content may be encrypted for a device. Empty messages may go to any: there is nothing in them.
  public func allowsSending(to trust: Trust) -> Bool {
    switch self {
    case .blindTrustBeforeVerification, .manual: trust == .trusted || trust == .verified
    case .alwaysVerify: trust == .verified
    }
  }

  /// What a key that is seen for the first time is given.
  ///
  /// - Parameter isFirst: whether it is the first key under its device id. A changed key inherits nothing, and is not
  ///   trusted blindly either: a device does not change its key, so somebody has to look.
  package func trustInNewKey(accountHasVerifiedDevice: Bool, isFirst: Bool) -> Trust {
    switch self {
    case .blindTrustBeforeVerification: accountHasVerifiedDevice || !isFirst ? .undecided : .trusted
    case .manual, .alwaysVerify: .undecided
    }
  }
}
