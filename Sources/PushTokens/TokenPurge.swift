package import XML

/// What the ledger is to forget. Bearer secrets that are of no more use are of use to a thief only.
package enum TokenPurge {
  /// Contacts' tokens that have expired, dead ones too.
  package static func held(_ tokens: [HeldToken], now: DateTime) -> [PushToken] {
    tokens.filter { $0.isExpired(at: now) }.map(\.token)
  }

  /// Our tokens that no longer name whom they were given to.
  package static func given(_ tokens: [GivenToken], now: DateTime) -> [PushToken] {
    tokens.filter { !$0.isRecognised(at: now) }.map(\.token)
  }

  /// Our tokens that were never given and now come too late.
  package static func minted(_ tokens: [MintedToken], now: DateTime) -> [PushToken] {
    tokens.filter { $0.isStale(at: now) }.map(\.token)
  }
}
