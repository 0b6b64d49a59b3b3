package import XML

/// A token of a contact's, kept to knock with.
package struct HeldToken: Hashable, Sendable {
  /// What became of it. The raw values are the ledger's.
  package enum State: String, Hashable, Sendable {
    case unused
    /// The endpoint has accepted it at least once. It may be used again.
    case used
    /// The endpoint knows it no longer. It is remembered until it expires, so that it is not taken for new when it is
    /// sent again.
    case dead
  }

  package let token: PushToken
  /// Bare. Whoever's session brought the token.
  package let contact: JID
  /// The contact's device that sent it.
  package let device: UInt32
  package let endpoint: PushEndpoint
  package let received: DateTime
  /// As its issuer said; `nil` if it said nothing.
  package let expires: DateTime?
  package var state: State

  package init(
    token: PushToken, contact: JID, device: UInt32, endpoint: PushEndpoint, received: DateTime, expires: DateTime?,
    state: State
  ) {
    self.token = token
    self.contact = contact.bare
    self.device = device
    self.endpoint = endpoint
    self.received = received
    self.expires = expires
    self.state = state
  }

  /// When it stops being of use: as its issuer said, or ``TokenLimits/lifetime`` after it came.
  package var end: DateTime {
    expires ?? received.adding(TokenLimits.lifetime)
  }

  package func isExpired(at now: DateTime) -> Bool {
    end <= now
  }

  /// The token after a knock with it. A knock that may not have come through leaves it as it was; nothing revives it.
  package func after(_ response: KnockResponse) -> HeldToken {
    var token = self
    switch response {
    case .accepted: if state == .unused { token.state = .used }
    case .unknownToken: token.state = .dead
    case .retryLater, .failed: break
    }
    return token
  }
}
