package import XML

/// How far push has come for this account.
package enum PushState: Hashable, Sendable {
  /// It is switched off.
  case off
  /// This device is registered at no gateway.
  case notRegistered
  /// It is registered, and contacts may knock. The gateway has no push service, or the app does without.
  case knocksOnly
  /// The same, for the account's server does no push (XEP-0357).
  case unsupported
  /// The gateway has given no tokens, so the server has nothing to show it.
  case noToken
  /// The account's server wakes this device through this push service.
  case enabled(JID)
}
