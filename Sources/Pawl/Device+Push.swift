import OMEMO
import PushTokens
public import Storage
import XML

/// The account's own side of push: the switch, and where it is registered.
extension Device {
  /// Whether push is on: tokens are given and taken, and contacts knocked at.
  ///
  /// It is, in a new store, except for an account at a Tor onion service. A push goes through Apple's or another provider's
  /// hands and a gateway's, and both see when this phone is woken and from where it registered: what an onion address is
  /// there to hide. A knock tells the contact's gateway our address in the network. ChatSecure kept both off for such
  /// accounts, too (issues #444 and #799).
  public func isPushOn() throws(StorageError) -> Bool {
    try reading { try isPushOn($0) }
  }

  func isPushOn(_ transaction: borrowing Transaction) throws -> Bool {
    try transaction.isPushOn() ?? !account.jid.domain.hasSuffix(".onion")
  }

  /// Switches push on or off. Off, every token of ours is taken back: see ``Action/revokeTokens(_:)``.
  ///
  /// - Returns: what is to be done for it.
  public func setPush(isOn: Bool) throws(StorageError) -> [Action] {
    try reading { transaction in
      try transaction.set(isPushOn: isOn)
      if !isOn { try transaction.revokeAllTokens() }
      return try revocations(transaction)
    }
  }

  /// The URL that contacts post our tokens to: our gateway's messages resource. `nil` while this device is registered nowhere,
  /// and gives no tokens.
  public func pushEndpoint() throws(StorageError) -> String? {
    try reading { try $0.pushAccount()?.endpoint.text }
  }

  /// Takes the URL of our gateway's messages resource, https; `nil` when this device is no longer registered there.
  ///
  /// Contacts are given tokens for the new endpoint in the ordinary course; those for another one are taken back.
  ///
  /// - Parameter now: seconds since 1970.
  /// - Returns: what is to be done for it: tokens to fetch and to revoke. When the endpoint is another than before, or this
  ///   device is another one to the gateway there, those to revoke are for the former registration's gateway to forget, and are
  ///   named this once: to another gateway they must not be shown, since they go on waking this phone at the former one until
  ///   they expire.
  public func setPushEndpoint(_ endpoint: String?, now: Int64) throws(TokenError) -> [Action] {
    do {
      let endpoint = try endpoint.map { try PushEndpoint($0) }
      return try register(endpoint.map { PushAccount(endpoint: $0, gateway: nil, service: nil) }, now: now)
    } catch {
      throw TokenError(error)
    }
  }

  /// Where this device is registered, for one that speaks to the gateway through this package.
  package func pushAccount() throws(StorageError) -> PushAccount? {
    try reading { try $0.pushAccount() }
  }

  /// Where this device is registered, and the tokens that are to be revoked there. They are read at once: another process may
  /// register it elsewhere at any time.
  package func revocations() throws(StorageError) -> (account: PushAccount?, tokens: [PushToken]) {
    try reading { transaction in (try transaction.pushAccount(), try transaction.revokedTokens()) }
  }

  /// Notes where this device is registered, or that it is no longer.
  ///
  /// - Returns: as of ``setPushEndpoint(_:now:)``.
  package func register(_ account: PushAccount?, now: Int64) throws(StorageError) -> [Action] {
    try reading { transaction in
      try register(account, transaction) + fetches(DateTime(secondsSinceEpoch: now), transaction)
    }
  }

  /// - Returns: the tokens to revoke, as of ``setPushEndpoint(_:now:)``.
  func register(_ account: PushAccount?, _ transaction: borrowing Transaction) throws -> [Action] {
    let former = try transaction.pushAccount()
    let isMoving = account.map { !$0.isServedByTokens(of: former) } ?? (former != nil)
    if isMoving { try transaction.revokeAllTokens() }
    let revoked = try revocations(transaction)
    // The rows do not say which registration a token was made for: what stayed would be taken for the new one's.
    if isMoving { try transaction.deleteRevokedTokens() }
    try transaction.save(account)
    return revoked
  }

  /// The token that our own server shows our gateway with each push (XEP-0357). It is given to our own account, so that a
  /// push with it is told from a contact's knock, and there to this device: to no device stand the tokens of invitations, which
  /// others hold.
  ///
  /// It serves for many pushes. Another takes its place before it expires: the server is told at the next login.
  ///
  /// - Returns: the token, `nil` while there is none to be had; and what is to be done for the pool.
  package func serverToken(now: Int64) throws(StorageError) -> (token: PushToken?, actions: [Action]) {
    try reading { transaction in
      let now = DateTime(secondsSinceEpoch: now)
      guard try isPushOn(transaction), let endpoint = try transaction.pushAccount()?.endpoint else { return (nil, []) }
      let known = try transaction.givenTokens(to: account.jid).last {
        $0.device == id.value && $0.endpoint == endpoint
          && now.secondsSinceEpoch + Self.serverTokenMargin < $0.expires.secondsSinceEpoch
      }
      if let known { return (known.token, []) }
      // The one that lives longest.
      guard let fresh = try unclaimed(at: endpoint, now, transaction).last else {
        return (nil, try fetches(now, transaction))
      }
      try transaction.save(fresh.given(to: account.jid, device: id.value, now: now))
      return (fresh.token, try fetches(now, transaction))
    }
  }

  /// 10 days: an app that is opened now and then goes on being woken until it is opened again.
  private static let serverTokenMargin: Int64 = 10 * 24 * 3600
}
