import OMEMO
public import PushTokens
public import Storage
import Verification
import XML

/// The life of our tokens: they come from our gateway into a pool, go to a contact's devices as they are needed, and are taken
/// back.
///
/// Tokens are made by the gateway alone: one that it did not make wakes nobody. Every device of a contact is given its own,
/// so that taking one device's back leaves the others', and a push tells which device knocked. Nobody but the gateway can
/// tell that two contacts' tokens are one phone's.
extension Device {
  /// Takes tokens that our gateway made into the pool, for the endpoint that ``setPushEndpoint(_:now:)`` named, and gives them
  /// to the devices that wait for some.
  ///
  /// One that is in the ledger already is passed over, and so is one that is about to expire.
  ///
  /// - Parameters:
  ///   - tokens: 100 at most.
  ///   - now: seconds since 1970.
  /// - Returns: the messages that carry them.
  public func addTokens(_ tokens: [FetchedToken], now: Int64) throws(TokenError) -> [Action] {
    guard tokens.count <= TokenLimits.addedAtOnce else { throw .invalidCount }
    do {
      return try store.transaction { transaction in
        guard let endpoint = try transaction.pushAccount()?.endpoint else { throw TokenError.notRegistered }
        return try add(tokens, at: endpoint, now: now, transaction)
      }
    } catch {
      throw TokenError(error)
    }
  }

  /// The same for tokens of another endpoint than before, if it is one: this device is registered there in the same
  /// transaction. The tokens for the former one are named once: were it one after the other, and the second failed, nobody
  /// could have them revoked any more.
  ///
  /// - Returns: the tokens that the former gateway is to forget, as of ``setPushEndpoint(_:now:)``, and the messages.
  package func addTokens(_ tokens: [FetchedToken], of endpoint: String, now: Int64) throws(TokenError) -> [Action] {
    guard tokens.count <= TokenLimits.addedAtOnce else { throw .invalidCount }
    do {
      let endpoint = try PushEndpoint(endpoint)
      return try store.transaction { transaction in
        let isKnown = try transaction.pushAccount()?.endpoint == endpoint
        let account = PushAccount(endpoint: endpoint, gateway: nil, service: nil)
        let revoked = isKnown ? [] : try register(account, transaction)
        return try revoked + add(tokens, at: endpoint, now: now, transaction)
      }
    } catch {
      throw TokenError(error)
    }
  }

  private func add(
    _ tokens: [FetchedToken], at endpoint: PushEndpoint, now: Int64, _ transaction: borrowing Transaction
  ) throws -> [Action] {
    let time = DateTime(secondsSinceEpoch: now)
    for token in tokens where try !transaction.isOwn(token.token) {
      let minted = MintedToken(
        fetched: token.token, endpoint: endpoint, expires: DateTime(secondsSinceEpoch: token.expiresAt), now: time)
      if !minted.isStale(at: time) { try transaction.save(minted) }
    }
    return try supplyDues(now: now, transaction)
  }

  /// Gives tokens to the devices that wait for some: to be called when a contact's device list has come, since a device that
  /// is on none gets nothing.
  ///
  /// - Returns: the messages that carry them.
  public func supplyDueTokens(now: Int64) throws(StorageError) -> [Action] {
    try reading { try supplyDues(now: now, $0) }
  }

  /// Takes back what a contact was given, because he was removed or blocked, and drops what was held of him. He gets no
  /// more until ``allowTokens(for:)``. A push with one of these tokens names nobody from now on.
  ///
  /// - Returns: the tokens that the gateway has to be told to forget; then ``noteRevoked(_:)``. Until then ``maintain(now:)``
  ///   asks for it.
  @discardableResult
  public func revokeTokens(of jid: String) throws(TokenError) -> [PushToken] {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      return try store.transaction { transaction in
        try transaction.set(isRefused: true, jid)
        return try transaction.revokeTokens(of: jid)
      }
    } catch {
      throw TokenError(error)
    }
  }

  /// Gives tokens to a contact again, in the ordinary course.
  public func allowTokens(for jid: String) throws(TokenError) {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      try store.transaction { try $0.set(isRefused: false, jid) }
    } catch {
      throw TokenError(error)
    }
  }

  /// Notes that the gateway has forgotten these tokens, or never knew them.
  public func noteRevoked(_ tokens: [PushToken]) throws(StorageError) {
    try reading { transaction in
      for token in tokens { try transaction.deleteRevokedToken(token) }
    }
  }

  /// Takes tokens back at whichever of a person's addresses they were given, and drops what was held of them.
  func revokeTokens(ofPersonAt jid: JID, _ transaction: borrowing Transaction) throws {
    for contact in Set(try transaction.tokenContacts() + [jid.bare]) where KeyAddress.areSameIdentity(contact, jid) {
      try transaction.revokeTokens(of: contact)
    }
  }

  /// What the gateway is to be told to forget.
  func revocations(_ transaction: borrowing Transaction) throws -> [Action] {
    let revoked = try transaction.revokedTokens()
    return revoked.isEmpty ? [] : [.revokeTokens(revoked)]
  }

  /// What is to be fetched for the pool.
  func fetches(_ now: DateTime, _ transaction: borrowing Transaction) throws -> [Action] {
    guard try isPushOn(transaction), let endpoint = try transaction.pushAccount()?.endpoint else { return [] }
    let count = try unclaimed(at: endpoint, now, transaction).count
    return count < TokenLimits.poolBelow ? [.fetchTokens(TokenLimits.pool - count)] : []
  }

  func unclaimed(
    at endpoint: PushEndpoint, _ now: DateTime, _ transaction: borrowing Transaction
  ) throws -> [MintedToken] {
    try transaction.mintedTokens().filter { $0.endpoint == endpoint && !$0.isStale(at: now) }
  }

  /// Gives devices of a contact the tokens that they lack, in a message to each alone. Called for the devices that a text went
  /// to and for each that something came from, in the same transaction: supply follows the traffic.
  ///
  /// What cannot be sent now, because the pool is empty, an archive is being read, or a device is on no list, is due, and
  /// sent by ``addTokens(_:now:)``, ``endCatchUp(now:)`` or ``supplyDueTokens(now:)``.
  func supplyTokens(
    to devices: [DeviceID], of jid: JID, now: Int64, _ transaction: borrowing Transaction
  ) throws -> [Action] {
    let jid = jid.bare
    guard jid != account.jid, try isPushOn(transaction), let endpoint = try transaction.pushAccount()?.endpoint else {
      return []
    }
    return try devices.flatMap { try supplyTokens(to: $0, of: jid, at: endpoint, now: now, transaction) }
  }

  private func supplyTokens(
    to device: DeviceID, of jid: JID, at endpoint: PushEndpoint, now: Int64, _ transaction: borrowing Transaction
  ) throws -> [Action] {
    guard let session = try tokenSession(with: device, of: jid, transaction) else {
      try transaction.deleteTokenDue(device, of: jid)
      return []
    }
    let time = DateTime(secondsSinceEpoch: now)
    let lacking = TokenSupply.shortfall(
      of: jid, device: device.value, at: endpoint, given: try transaction.givenTokens(to: jid), now: time)
    guard lacking > 0 else {
      try transaction.deleteTokenDue(device, of: jid)
      return []
    }
    let isListed = try transaction.device(device, of: jid)?.listings.isEmpty == false
    guard isListed, try !isPuttingOff(transaction) else {
      try transaction.addTokenDue(device, of: jid)
      return []
    }
    let tokens = try unclaimed(at: endpoint, time, transaction).prefix(lacking)
    var actions: [Action] = []
    if !tokens.isEmpty {
      let given = tokens.map { $0.given(to: jid, device: device.value, now: time) }
      let payload = try TokenPayload(endpoint: endpoint, tokens: given.map(\.grant))
      guard let stanza = try seal([payload.element], in: session, now: now, transaction) else { return [] }
      for token in given { try transaction.save(token) }
      actions.append(.send(stanza: stanza))
    }
    if tokens.count < lacking {
      try transaction.addTokenDue(device, of: jid)
    } else {
      try transaction.deleteTokenDue(device, of: jid)
    }
    return actions + (try fetches(time, transaction))
  }

  /// The same for devices that waited for tokens.
  func supplyDues(now: Int64, _ transaction: borrowing Transaction) throws -> [Action] {
    var actions: [Action] = []
    for due in try transaction.tokenDues() {
      actions += try supplyTokens(to: [due.device], of: due.jid, now: now, transaction)
    }
    // Each may have asked for the pool to be filled; the last one knows how much it takes.
    let fetch = actions.last { if case .fetchTokens = $0 { true } else { false } }
    return actions.filter { if case .fetchTokens = $0 { false } else { true } } + (fetch.map { [$0] } ?? [])
  }

  /// The session in which a device may be sent tokens: one that there is, with a device that the trust policy lets content go
  /// to, of a contact who is not refused them. Over the legacy wire the device has to be known to take them.
  ///
  /// Under ``TrustPolicy/blindTrustBeforeVerification`` that is any stranger who has written once: he can wake this phone from
  /// then on, until ``revokeTokens(of:)`` or, for everyone, ``setPush(isOn:)``.
  private func tokenSession(
    with device: DeviceID, of jid: JID, _ transaction: borrowing Transaction
  ) throws -> SessionID? {
    guard let record = try transaction.device(device, of: jid), record.identityKey != nil,
      try transaction.trustPolicy().allowsSending(to: record.trust), try !transaction.push(of: jid).isRefused,
      try endedEncryption(with: jid, transaction) == nil
    else { return nil }
    for namespace in Namespace.allCases.reversed() where namespace != .legacy || record.understandsTokens {
      if let id = try transaction.sendingSessionID(with: device, of: jid, in: namespace) { return id }
    }
    return nil
  }
}
