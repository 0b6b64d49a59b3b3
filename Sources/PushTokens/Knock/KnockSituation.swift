package import XML

/// All that the decision about a knock rests on.
package struct KnockSituation: Hashable, Sendable {
  package var trigger: KnockTrigger
  package var isOn: Bool
  package var presence: ContactPresence
  /// Messages to the contact since there was a sign of life of him.
  package var waiting: Int
  /// Whether the contact's server does XEP-0357 for him; `nil` if that is not known.
  package var isWokenByServer: Bool?
  /// Whether a token is held that may be used.
  package var hasToken: Bool
  package var last: KnockRecord?
  package var now: DateTime

  package init(
    trigger: KnockTrigger, isOn: Bool, presence: ContactPresence, waiting: Int, isWokenByServer: Bool?, hasToken: Bool,
    last: KnockRecord?, now: DateTime
  ) {
    self.trigger = trigger
    self.isOn = isOn
    self.presence = presence
    self.waiting = waiting
    self.isWokenByServer = isWokenByServer
    self.hasToken = hasToken
    self.last = last
    self.now = now
  }
}
