/// The bounds of the gateway, each with its reason. Periods are in milliseconds.
package enum GatewayLimits {
  /// 4 KiB: the largest request, a WebPush subscription, has some 800 bytes.
  static let requestBytes = 4096

  /// 10 places where one is logged in: a new one ends the oldest.
  static let apiTokensPerAccount = 10

  /// 20 devices: people have three, and an app that is reinstalled each day is a new account.
  static let devicesPerAccount = 20

  /// 20 000 tokens: 50 for each of 400 contacts. Each takes some 200 bytes.
  static let tokensPerAccount = 20_000

  /// 100 tokens in one answer: 80 KB at most. All 20 000, with names of control characters, are 15 MB, and a few hundred
  /// requests for them at once would take all the memory that there is.
  static let tokensPerPage = 100

  /// 30 days, as the ChatSecure server had it; clients count on it.
  static let tokenLifetime: Int64 = 30 * day

  /// A token that expired is remembered for 7 days more, so that it is answered with 410 and not 404.
  static let tombstonePeriod: Int64 = 7 * day

  /// 24 hours: a knock that could not be sent for a day wakes nobody for anything.
  static let pushLifetime: Int64 = day

  /// 64 pushes in flight. APNs takes hundreds at once; this is also what a kill may send twice. An account has as many of
  /// them at most as are free beside its own: 32 where it is alone, and so no push service that is silent on purpose holds
  /// all of them.
  package static let inFlight = 64

  /// 30 s: a push that was claimed and not finished by then is anybody's again. Three times ``sendTimeout``, so that no
  /// push of a living instance is sent by another, were their clocks ten seconds apart and the database there.
  static let lease: Int64 = 30_000

  /// 10 s for a push to be sent, from the look-up of a name to the answer, with a second attempt where there is one.
  static let sendTimeout: Int64 = 10_000

  /// 256 pushes are looked at for one claim: under a millisecond, however many wait.
  static let claimWindow = 256

  /// 30 s without a byte: half a request keeps neither its connection nor a gateway that is to stop.
  static let idleTimeout: Int64 = 30_000

  /// 15 s to stop in, which a client that sends its request byte by byte can use up; with what is then in flight
  /// (``sendTimeout``), and a database that is away to write it down in, it is still less than systemd gives
  /// (`TimeoutStopSec`, 60 s).
  static let stopTimeout: Int64 = 15_000

  private static let day: Int64 = 24 * 3600 * 1000
}
