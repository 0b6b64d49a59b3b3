package import XML

/// A token of ours that a contact has. When a push brings it, this says whose knock it is.
package struct GivenToken: Hashable, Sendable {
  package let token: PushToken
  /// Bare.
  package let contact: JID
  /// The contact's device that was sent it; `nil` when it went to no one device, as over OTR or in an
  /// invitation.
  package let device: UInt32?
  package let endpoint: PushEndpoint
  /// When it was given.
  package let issued: DateTime
  package let expires: DateTime
  /// When a push last brought it; `nil` while none has.
  package var lastSeen: DateTime?

  package init(
    token: PushToken, contact: JID, device: UInt32?, endpoint: PushEndpoint, issued: DateTime, expires: DateTime,
    lastSeen: DateTime?
  ) {
    self.token = token
    self.contact = contact.bare
    self.device = device
    self.endpoint = endpoint
    self.issued = issued
    self.expires = expires
    self.lastSeen = lastSeen
  }

  /// What the contact is told.
  package var grant: TokenGrant {
    TokenGrant(token: token, expires: expires)
  }

  /// Whether a push with this token still names its contact: until ``TokenLimits/recognitionGrace`` after its expiry.
  package func isRecognised(at now: DateTime) -> Bool {
    now < expires.adding(TokenLimits.recognitionGrace)
  }

  /// Whether it counts as in supply at its contact's: not used as far as we know, and not about to expire.
  package func isFresh(at now: DateTime) -> Bool {
    lastSeen == nil && now.adding(TokenLimits.expiryMargin) < expires
  }
}
