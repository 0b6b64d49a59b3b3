/// How often something may happen: so many at once, then so many a second (a token bucket).
package struct RateLimit: Sendable, Equatable {
  package var burst: Double
  package var perSecond: Double

  /// - Parameter burst: 1 at least: a bucket that holds less would never let anything through.
  package init(burst: Double, perSecond: Double) {
    self.burst = max(1, burst)
    self.perSecond = perSecond
  }
}

/// The rates that one instance holds to; several instances allow as many times more.
package struct RateLimits: Sendable, Equatable {
  /// 10 knocks with a token, then one every 20 s: what fpush, Monal's push service, sends to one phone.
  package var token = RateLimit(burst: 10, perSecond: 1.0 / 20)
  /// 100 knocks from an address, then 5 a second: a server of many people, or a mobile network's NAT.
  package var address = RateLimit(burst: 100, perSecond: 5)
  /// 1000 pushes from an XMPP server, then 100 a second: one server of ours has thousands of people.
  package var server = RateLimit(burst: 1000, perSecond: 100)
  /// 500 requests of an account, then 5 a second: a client that gives tokens to all its contacts after an installation.
  package var account = RateLimit(burst: 500, perSecond: 5)
  /// 10 logins or new accounts from an address, and for a name, then one every 10 s: each costs 30 ms and 19 MiB, and
  /// may be a guess at a password.
  package var login = RateLimit(burst: 10, perSecond: 0.1)

  package init() {}
}
