public import PushTokens

/// A token as the gateway's `tokens/` resource gave it (ChatSecure Push v1; specs/push.md section 2).
public struct FetchedToken: Hashable, Sendable {
  /// 40 lower-case hex digits.
  public let token: PushToken
  /// Seconds since 1970.
  public let expiresAt: Int64

  /// - Throws: ``TokenError/invalidToken``.
  public init(_ text: String, expiresAt: Int64) throws(TokenError) {
    do {
      token = try PushToken(text)
    } catch {
      throw TokenError(error)
    }
    self.expiresAt = expiresAt
  }

  /// - Returns: `nil` for one whose gateway does not say how long it is good.
  package init?(_ grant: TokenGrant) {
    guard let expires = grant.expires else { return nil }
    token = grant.token
    expiresAt = expires.secondsSinceEpoch
  }
}
