package import XML

/// What an incoming payload does to the tokens that are held of a contact.
package struct TokenMerge: Hashable, Sendable {
  /// The rows to write, new ones and changed ones.
  package let saved: [HeldToken]
  /// The rows to delete: the contact's, and no others.
  package let removed: [PushToken]

  /// Decides on a payload.
  ///
  /// A token that another contact gave is refused, whatever its endpoint: a contact must not redirect another's knocks
  /// to itself, nor spend another's tokens, and two spellings of an endpoint are one server. Tokens are random, so no
  /// honest payload meets this; it is refused as a whole.
  ///
  /// The contact's own tokens it may send again, with another endpoint or expiry, and the later word holds; one that is
  /// already over is dropped. A dead one comes back only with an endpoint that has not disowned it. What is beyond
  /// ``TokenLimits/heldPerContact`` then gives way: the dead, then the oldest, never those just received.
  ///
  /// - Parameter held: All that is held of the contact, and of whoever else gave a token of the payload. Rows of others
  ///   that have nothing to do with it may be among them.
  /// - Throws: ``PushError/claimedByAnother``.
  package init(
    _ payload: TokenPayload, from contact: JID, device: UInt32, into held: [HeldToken], now: DateTime
  ) throws(PushError) {
    let contact = contact.bare
    let named = Set(payload.tokens.map(\.token))
    guard held.allSatisfy({ $0.contact == contact || !named.contains($0.token) }) else { throw .claimedByAnother }

    let own = held.filter { $0.contact == contact }
    let former = Dictionary(own.map { ($0.token, $0) }, uniquingKeysWith: { first, _ in first })
    let incoming = payload.tokens.map { grant in
      HeldToken(
        token: grant.token, contact: contact, device: device, endpoint: payload.endpoint, received: now,
        expires: grant.expires, state: Self.state(after: former[grant.token], at: payload.endpoint))
    }
    let current = incoming.filter { !$0.isExpired(at: now) }
    let others = own.filter { !named.contains($0.token) }
    let kept = Set(Self.kept(others.filter { !$0.isExpired(at: now) }, besides: current.count).map(\.token))

    saved = current.filter { former[$0.token] != $0 }
    removed =
      incoming.filter { $0.isExpired(at: now) && former[$0.token] != nil }.map(\.token)
      + others.map(\.token).filter { !kept.contains($0) }
  }

  /// To be read beside the others: the state that a token has when it is received, again or for the first time.
  private static func state(after former: HeldToken?, at endpoint: PushEndpoint) -> HeldToken.State {
    guard let former else { return .unused }
    return former.state == .dead && former.endpoint != endpoint ? .unused : former.state
  }

  /// The older tokens that there is room for.
  private static func kept(_ tokens: [HeldToken], besides count: Int) -> some Sequence<HeldToken> {
    tokens.sorted(by: outlasts).prefix(max(0, TokenLimits.heldPerContact - count))
  }

  /// Living before dead, then the later received; by digits among equals, so that the same ledger gives the same
  /// answer.
  private static func outlasts(_ a: HeldToken, _ b: HeldToken) -> Bool {
    if (a.state == .dead) != (b.state == .dead) { return b.state == .dead }
    if a.received != b.received { return a.received > b.received }
    return a.token.text < b.token.text
  }
}
