public import OMEMO

/// What followed from a decision about a device's key.
public struct TrustOutcome: Sendable {
  /// What others' devices had said that counts from now on. The decision itself is not among them.
  public let changes: [TrustChange]
  /// To be carried out: the other devices of both accounts are told.
  public let actions: [Action]
}

/// That a device's key is trusted otherwise than before, because another device said so (XEP-0450) or its account's
/// address does. Tell the user.
public struct TrustChange: Hashable, Sendable {
  /// The bare JID.
  public let jid: String
  public let device: DeviceID
  public let fingerprint: Fingerprint
  public let trust: Trust
  /// Whose word it was: a device that was verified before. `nil` where the account's own address says it.
  public let saidBy: Recipient?

  package init(jid: String, device: DeviceID, fingerprint: Fingerprint, trust: Trust, saidBy: Recipient?) {
    self.jid = jid
    self.device = device
    self.fingerprint = fingerprint
    self.trust = trust
    self.saidBy = saidBy
  }
}
