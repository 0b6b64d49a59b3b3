public import OMEMO
public import PushTokens
public import Storage
import XML

extension Device {
  /// Makes tokens for an endpoint of ours, to be given to contacts later. Register them there.
  ///
  /// - Parameters:
  ///   - count: 1 to 20.
  ///   - endpoint: the URL of the messages resource, https.
  ///   - now: seconds since 1970.
  public func mintTokens(_ count: Int, endpoint: String, now: Int64) throws(TokenError) -> [PushToken] {
    guard (1...TokenLimits.tokensPerPayload).contains(count) else { throw .invalidCount }
    do {
      let endpoint = try PushEndpoint(endpoint)
      return try store.transaction { transaction in
        try mint(count, endpoint, DateTime(secondsSinceEpoch: now), transaction).map(\.token)
      }
    } catch {
      throw TokenError(error)
    }
  }

  /// Encrypts a message that carries push tokens and no text, and notes in the ledger that the contact has them. Tokens
  /// minted before for this endpoint go first; missing ones are made.
  ///
  /// - Parameters:
  ///   - count: 1 to 20.
  ///   - endpoint: where the contact is to post them: the URL of our messages resource, https.
  ///   - jid: the contact.
  ///   - now: seconds since 1970.
  public func encryptTokens(
    _ count: Int, endpoint: String, to jid: String, now: Int64
  ) throws(SendError) -> EncryptedStanza {
    guard let to = try? JID(jid), to.bare != account.jid else { throw .invalidJID }
    guard (1...TokenLimits.tokensPerPayload).contains(count), let endpoint = try? PushEndpoint(endpoint) else {
      throw .invalidTokens
    }
    do {
      return try store.transaction { transaction in
        let time = DateTime(secondsSinceEpoch: now)
        try purgeTokens(time, transaction)
        var tokens = Array(try transaction.mintedTokens().filter { $0.endpoint == endpoint }.prefix(count))
        tokens += try mint(count - tokens.count, endpoint, time, transaction)
        let given = tokens.map { $0.given(to: to, device: nil, now: time) }
        for token in given { try transaction.save(token) }
        let payload = try TokenPayload(endpoint: endpoint, tokens: given.map(\.grant))
        return try encrypt([payload.element], to: to, for: [to.bare], now: now, transaction)
      }
    } catch {
      throw SendError(error)
    }
  }

  /// The disco#info feature by which a client says that it takes push tokens over the legacy wire: in a message whose text
  /// is a NUL and an envelope (XEP-0420).
  public static let tokenFeature = TokenPayload.namespace

  /// Notes whether the client of a contact's device lists ``tokenFeature``. Over the legacy wire tokens go to such devices
  /// only: any other would show them to its user.
  public func note(understandsTokens: Bool, device: DeviceID, of jid: String) throws(TokenError) {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      try store.transaction { try $0.note(understandsTokens: understandsTokens, device, of: jid) }
    } catch {
      throw TokenError(error)
    }
  }

  /// Whose knock a push with this token is, and notes that it was seen. `nil` for a token that is not ours, that nobody
  /// has, or that expired more than a day ago: show nothing then.
  public func lookUp(_ token: String, now: Int64) throws(TokenError) -> TokenOwner? {
    do {
      let token = try PushToken(token)
      return try store.transaction { transaction in
        let now = DateTime(secondsSinceEpoch: now)
        guard var given = try transaction.givenToken(token), given.isRecognised(at: now) else { return nil }
        given.lastSeen = now
        try transaction.save(given)
        return TokenOwner(given)
      }
    } catch {
      throw TokenError(error)
    }
  }

  /// All tokens.
  public func tokens() throws(StorageError) -> TokenLedger {
    try reading { transaction in
      TokenLedger(
        unclaimed: try transaction.mintedTokens().map(TokenLedger.Entry.init),
        given: try transaction.givenTokens().map(TokenLedger.Entry.init),
        held: try transaction.heldTokens().map(TokenLedger.Entry.init))
    }
  }

  /// The request that wakes a contact, with the best token that is held of him; `nil` if there is none.
  ///
  /// - Parameter allowingLoopback: whether the endpoint may be on this machine. A contact chooses it, and must not be able
  ///   to make the app knock at its own neighbours; a test or a demo may.
  public func knockRequest(
    for jid: String, now: Int64, allowingLoopback: Bool = false
  ) throws(TokenError) -> KnockRequest? {
    guard let jid = try? JID(jid) else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        KnockSelection.choose(
          from: try transaction.heldTokens(of: jid).filter { allowingLoopback || !$0.endpoint.isLoopback }, for: jid,
          now: DateTime(secondsSinceEpoch: now)
        ).map { KnockRequest(token: $0.token, endpoint: $0.endpoint) }
      }
    } catch {
      throw TokenError(error)
    }
  }

  /// Notes what the endpoint answered: a token that it does not know is not used again.
  ///
  /// - Parameter status: the HTTP status.
  @discardableResult
  public func noteKnock(_ request: KnockRequest, status: Int) throws(StorageError) -> KnockResponse {
    let response = KnockResponse(status: status)
    try reading { transaction in
      guard let token = try transaction.heldToken(request.token) else { return }
      try transaction.save(token.after(response))
    }
    return response
  }

  /// Takes the tokens out of a received content. A payload that cannot be used is dropped: it came encrypted from a
  /// contact, and the message beside it must not suffer for it.
  func takeTokens(
    from content: [Element], _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> TokenPayload? {
    let elements = content.filter { TokenPayload.isPayload($0) }
    // One does not knock at one's own door: what another device of ours gives away is not for us to hold.
    guard incoming.jid != account.jid, elements.count == 1, let payload = try? TokenPayload(elements[0]) else { return nil }
    let now = DateTime(secondsSinceEpoch: incoming.now)
    try purgeTokens(now, transaction)
    let claimed = try payload.tokens.compactMap { try transaction.heldToken($0.token) }
    let held = try transaction.heldTokens(of: incoming.jid) + claimed.filter { $0.contact != incoming.jid }
    guard
      let merge = try? TokenMerge(
        payload, from: incoming.jid, device: incoming.device.value, into: held, now: now)
    else { return nil }
    for token in merge.removed { try transaction.deleteHeldToken(token) }
    for token in merge.saved { try transaction.save(token) }
    return payload
  }

  private func mint(
    _ count: Int, _ endpoint: PushEndpoint, _ now: DateTime, _ transaction: borrowing Transaction
  ) throws -> [MintedToken] {
    let tokens = (0..<max(0, count)).map { _ in MintedToken.mint(endpoint: endpoint, now: now) }
    for token in tokens { try transaction.save(token) }
    return tokens
  }

  /// Forgets what is of no more use.
  func purgeTokens(_ now: DateTime, _ transaction: borrowing Transaction) throws {
    for token in TokenPurge.minted(try transaction.mintedTokens(), now: now) { try transaction.deleteGivenToken(token) }
    for token in TokenPurge.given(try transaction.givenTokens(), now: now) { try transaction.deleteGivenToken(token) }
    for token in TokenPurge.held(try transaction.heldTokens(), now: now) { try transaction.deleteHeldToken(token) }
  }
}
