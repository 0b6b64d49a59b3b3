public import OMEMO
import PushTokens
public import Storage
import XML

extension Device {
  /// The disco#info feature by which a client says that it takes push tokens over the legacy wire: in a message whose text
  /// is a NUL and an envelope (XEP-0420).
  public static let tokenFeature = TokenPayload.namespace

  /// Notes whether the client of a contact's device lists ``tokenFeature``. Over the legacy wire tokens go to such devices
  /// only: any other would show them to its user. OMEMO 2's envelope has elements, and clients pass over what they do not
  /// know there. One that does is given them by ``supplyDueTokens(now:)``.
  public func note(understandsTokens: Bool, device: DeviceID, of jid: String) throws(TokenError) {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      try store.transaction { transaction in
        try transaction.note(understandsTokens: understandsTokens, device, of: jid)
        guard understandsTokens, jid != account.jid, try transaction.pushAccount()?.endpoint != nil else { return }
        try transaction.addTokenDue(device, of: jid)
      }
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

  /// Takes the tokens out of a received content. A payload that cannot be used is dropped: it came encrypted from a
  /// contact, and the message beside it must not suffer for it.
  func takeTokens(
    from content: [Element], _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> TokenPayload? {
    let elements = content.filter { TokenPayload.isPayload($0) }
    // One does not knock at one's own door: what another device of ours gives away is not for us to hold.
    guard incoming.jid != account.jid, elements.count == 1, let payload = try? TokenPayload(elements[0]),
      try mayHoldTokens(of: incoming.jid, device: incoming.device, transaction)
    else { return nil }
    do {
      try hold(payload, from: incoming.jid, device: incoming.device, now: incoming.now, transaction)
    } catch PushError.claimedByAnother {
      return nil
    }
    return payload
  }

  /// Whether tokens of a contact's device are kept. A device that is not decided on may be trusted tomorrow, and sends them only
  /// once.
  func mayHoldTokens(of jid: JID, device: DeviceID, _ transaction: borrowing Transaction) throws -> Bool {
    guard let record = try transaction.device(device, of: jid), record.trust != .distrusted else { return false }
    return try isPushOn(transaction) && !transaction.push(of: jid).isRefused
  }

  /// The ids of those of a contact's devices that we would write to: tokens of theirs alone may be knocked with. A device that a
  /// server slips into the account could otherwise have each knock at the contact go to an endpoint of its choice.
  func trustedDevices(of jid: JID, _ transaction: borrowing Transaction) throws -> Set<UInt32> {
    let policy = try transaction.trustPolicy()
    return Set(try transaction.devices(of: jid).filter { policy.allowsSending(to: $0.trust) }.map(\.id.value))
  }

  /// Keeps the tokens of a payload. Those of devices that we would write to and those of others have room of their own, and
  /// neither can take the other's: else a device that a server slips in would push out the contact's.
  ///
  /// - Throws: ``PushError/claimedByAnother``.
  func hold(
    _ payload: TokenPayload, from jid: JID, device: DeviceID, now: Int64, _ transaction: borrowing Transaction
  ) throws {
    let now = DateTime(secondsSinceEpoch: now)
    try purgeTokens(now, transaction)
    let claimed = try payload.tokens.compactMap { try transaction.heldToken($0.token) }
    let trusted = try trustedDevices(of: jid, transaction)
    let isTrusted = trusted.contains(device.value)
    let held = try transaction.heldTokens(of: jid).filter { trusted.contains($0.device) == isTrusted }
    guard claimed.allSatisfy({ token in token.contact != jid || held.contains { $0.token == token.token } }) else {
      throw PushError.claimedByAnother
    }
    let others = claimed.filter { $0.contact != jid }
    let merge = try TokenMerge(payload, from: jid, device: device.value, into: held + others, now: now)
    for token in merge.removed { try transaction.deleteHeldToken(token) }
    for token in merge.saved { try transaction.save(token) }
  }

  /// Forgets what is of no more use.
  func purgeTokens(_ now: DateTime, _ transaction: borrowing Transaction) throws {
    for token in TokenPurge.minted(try transaction.mintedTokens(), now: now) { try transaction.deleteGivenToken(token) }
    for token in TokenPurge.given(try transaction.givenTokens(), now: now) { try transaction.deleteGivenToken(token) }
    for token in TokenPurge.held(try transaction.heldTokens(), now: now) { try transaction.deleteHeldToken(token) }
    try transaction.dropRevokedTokens(expiredAt: now)
  }
}
