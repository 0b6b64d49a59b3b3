package import XML

/// A token of ours that nobody has yet: the endpoint knows it, no contact does.
package struct MintedToken: Hashable, Sendable {
  package let token: PushToken
  package let endpoint: PushEndpoint
  package let expires: DateTime

  /// For tokens that are in the ledger, or that a push server made and dated.
  package init(token: PushToken, endpoint: PushEndpoint, expires: DateTime) {
    self.token = token
    self.endpoint = endpoint
    self.expires = expires
  }

  /// A fresh token, good for ``TokenLimits/lifetime``.
  package static func mint(endpoint: PushEndpoint, now: DateTime) -> MintedToken {
    MintedToken(token: .mint(), endpoint: endpoint, expires: now.adding(TokenLimits.lifetime))
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
