package import PushTokens

/// What is known of a contact for push.
package struct ContactPush: Sendable, Equatable {
  /// Whether the user wants him to have no tokens: he was removed or blocked.
  package var isRefused = false
  /// Whether his server does XEP-0357 for him; `nil` if that is not known.
  package var isWokenByServer: Bool?
  /// Messages to him since there was a sign of life of him.
  package var waiting = 0
  package var lastKnock: KnockRecord?

  package init() {}
}
