package import XML

/// A token of ours that nobody has yet: the endpoint knows it, no contact does.
package struct MintedToken: Hashable, Sendable {
  package let token: PushToken
  package let endpoint: PushEndpoint
  package let expires: DateTime

  package init(token: PushToken, endpoint: PushEndpoint, expires: DateTime) {
    self.token = token
    self.endpoint = endpoint
    self.expires = expires
  }

  /// A token as the gateway made and dated it. One that would live longer than ``TokenLimits/lifetime`` is not let.
  package init(fetched token: PushToken, endpoint: PushEndpoint, expires: DateTime, now: DateTime) {
    self.init(token: token, endpoint: endpoint, expires: min(expires, now.adding(TokenLimits.lifetime)))
  }

  /// Whether so little of its life is left that it is to be dropped and not handed out; see
  /// ``TokenLimits/expiryMargin``.
  package func isStale(at now: DateTime) -> Bool {
    expires <= now.adding(TokenLimits.expiryMargin)
  }

  /// The token once it is someone's. It is given once: a token that two contacts hold names neither.
  package func given(to contact: JID, device: UInt32?, now: DateTime) -> GivenToken {
    GivenToken(
      token: token, contact: contact, device: device, endpoint: endpoint, issued: now, expires: expires, lastSeen: nil)
  }
}
