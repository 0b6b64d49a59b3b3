import PushTokens
import XML

/// Values for tests. What is written here is valid: a helper that fails stops the tests.
enum Fixtures {
  static let now = date("2026-11-23T12:00:00Z")
  static let day: Int64 = 24 * 3600
  static let endpoint = try! PushEndpoint("https://push.example/api/v1/messages/")
  static let otherEndpoint = try! PushEndpoint("https://other.example/messages/")
  static let alice = try! JID("alice@example.org")
  static let mallory = try! JID("mallory@example.net")

  /// The token whose last digits are `number`.
  static func token(_ number: Int) -> PushToken {
    let digits = String(number, radix: 16)
    return try! PushToken(String(repeating: "0", count: 40 - digits.count) + digits)
  }

  static func date(_ text: String) -> DateTime {
    try! DateTime(text)
  }

  /// So many seconds from ``now``.
  static func after(_ seconds: Int64) -> DateTime {
    DateTime(secondsSinceEpoch: now.secondsSinceEpoch + seconds)
  }

  static func payload(
    _ tokens: [Int], expires: DateTime? = nil, endpoint: PushEndpoint = endpoint
  ) throws -> TokenPayload {
    try TokenPayload(endpoint: endpoint, tokens: tokens.map { TokenGrant(token: token($0), expires: expires) })
  }

  static func held(
    _ number: Int, of contact: JID = alice, device: UInt32 = 1, endpoint: PushEndpoint = endpoint,
    received: Int64 = -3600, expires: Int64? = 30 * day, _ state: HeldToken.State = .unused
  ) -> HeldToken {
    HeldToken(
      token: token(number), contact: contact, device: device, endpoint: endpoint, received: after(received),
      expires: expires.map(after), state: state)
  }

  static func given(
    _ number: Int, to contact: JID = alice, device: UInt32? = 1, expires: Int64 = 30 * day, lastSeen: Int64? = nil
  ) -> GivenToken {
    GivenToken(
      token: token(number), contact: contact, device: device, endpoint: endpoint, issued: after(-3600),
      expires: after(expires), lastSeen: lastSeen.map(after))
  }
}
