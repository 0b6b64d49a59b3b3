public import PushTokens

/// What was decided about a knock.
public struct Knock: Hashable, Sendable {
  /// With its reason.
  public let decision: KnockDecision
  /// What is to be posted, when a knock was decided on and not merely asked about: see ``Device/noteKnock(_:status:)``.
  public let request: KnockRequest?
}
