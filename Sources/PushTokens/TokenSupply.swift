package import XML

/// How many tokens a contact's device is to be sent.
package enum TokenSupply {
  /// The number that fills a device up to ``TokenLimits/batch``, or 0 while it has ``TokenLimits/replenishBelow`` and
  /// more, or as far as ``TokenLimits/givenPerContact`` leaves room.
  ///
  /// What rotates tokens is here: one that a push has brought, or that another endpoint takes, is in supply no more, and
  /// whoever knocks takes one that has not been seen yet (``KnockSelection``).
  ///
  /// - Parameters:
  ///   - given: Everything that the contact was given; others' tokens are passed over.
  ///   - device: `nil` for tokens that were sent to no one device.
  ///   - endpoint: Where our tokens are taken now.
  package static func shortfall(
    of contact: JID, device: UInt32?, at endpoint: PushEndpoint, given: [GivenToken], now: DateTime
  ) -> Int {
    let outstanding = given.filter { $0.contact == contact.bare && $0.isRecognised(at: now) }
    let fresh = outstanding.count { $0.device == device && $0.endpoint == endpoint && $0.isFresh(at: now) }
    guard fresh < TokenLimits.replenishBelow else { return 0 }
    return max(0, min(TokenLimits.batch - fresh, TokenLimits.givenPerContact - outstanding.count))
  }
}
