public import Foundation
package import XML

/// One token of a payload, and until when its issuer says that it is good.
public struct TokenGrant: Hashable, Sendable {
  public let token: PushToken
  /// `nil` when the issuer did not say, as ChatSecure's clients never did.
  package let expires: DateTime?

  package init(token: PushToken, expires: DateTime?) {
    self.token = token
    self.expires = expires
  }

  /// When the token expires, if its issuer says so.
  public var expiresAt: Date? {
    expires.map { Date(timeIntervalSince1970: Double($0.secondsSinceEpoch)) }
  }
}
