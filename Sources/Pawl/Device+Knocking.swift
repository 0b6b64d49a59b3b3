public import PushTokens
public import Storage
import XML

/// Waking a contact.
extension Device {
  /// Decides whether to knock at a contact, and with which token. A knock that is decided on is noted, so that no other goes
  /// out beside it: post it, then call ``noteKnock(_:status:)``.
  ///
  /// - Parameters:
  ///   - presence: as the account's server tells it.
  ///   - trigger: `message` right after a message was sent to him.
  ///   - now: seconds since 1970.
  ///   - allowingLoopback: whether the endpoint may be on this machine. A contact chooses it, and must not be able to make
  ///     the app knock at its own neighbours; a test or a demo may.
  ///   - random: from 0 up to 1, for the pause until the next one.
  public func knock(
    at jid: String, presence: ContactPresence, trigger: KnockTrigger = .message, now: Int64,
    allowingLoopback: Bool = false, random: Double = .random(in: 0..<1)
  ) throws(TokenError) -> Knock {
    try knock(jid, now: now) { jid, now, transaction in
      let situation = try situation(of: jid, presence, trigger, now, allowingLoopback, transaction)
      let decision = KnockPolicy.decide(situation.knock)
      guard case .knock = decision, let token = situation.token else { return Knock(decision: decision, request: nil) }
      try transaction.save(KnockRecord(after: situation.knock.last, now: now, random: random), at: jid)
      return Knock(decision: decision, request: KnockRequest(token: token.token, endpoint: token.endpoint))
    }
  }

  /// What ``knock(at:presence:trigger:now:allowingLoopback:random:)`` would decide. It changes nothing.
  public func knockDecision(
    at jid: String, presence: ContactPresence, trigger: KnockTrigger = .message, now: Int64,
    allowingLoopback: Bool = false
  ) throws(TokenError) -> KnockDecision {
    try knock(jid, now: now) { jid, now, transaction in
      KnockPolicy.decide(try situation(of: jid, presence, trigger, now, allowingLoopback, transaction).knock)
    }
  }

  /// Notes what the endpoint answered: a token that it does not know is not used again.
  ///
  /// - Parameter status: the HTTP status; `nil` if it could not be reached.
  @discardableResult
  public func noteKnock(_ request: KnockRequest, status: Int?) throws(StorageError) -> KnockResponse {
    let response = KnockResponse(status: status)
    try reading { transaction in
      guard let token = try transaction.heldToken(request.token) else { return }
      try transaction.save(token.after(response))
      if let knock = try transaction.push(of: token.contact).lastKnock, knock.response == nil {
        try transaction.save(knock.answered(response), at: token.contact)
      }
    }
    return response
  }

  /// Notes that a contact is there: nothing waits for him any more, and the next knock is a first one again. A message of his
  /// says the same by itself.
  public func noteAvailable(_ jid: String) throws(TokenError) {
    try knock(jid, now: 0) { jid, _, transaction in try transaction.noteSignOfLife(of: jid) }
  }

  /// Notes whether a contact's server does push for him by itself: whether his account, asked by service discovery, has the
  /// feature `urn:xmpp:push:0`. `nil` if it would not say.
  public func note(isWokenByServer: Bool?, _ jid: String) throws(TokenError) {
    try knock(jid, now: 0) { jid, _, transaction in try transaction.set(isWokenByServer: isWokenByServer, jid) }
  }

  private func situation(
    of jid: JID, _ presence: ContactPresence, _ trigger: KnockTrigger, _ now: DateTime, _ allowingLoopback: Bool,
    _ transaction: borrowing Transaction
  ) throws -> (knock: KnockSituation, token: HeldToken?) {
    let push = try transaction.push(of: jid)
    let trusted = try trustedDevices(of: jid, transaction)
    let usable = try transaction.heldTokens(of: jid).filter { token in
      (allowingLoopback || !token.endpoint.isLoopback) && trusted.contains(token.device)
    }
    let token = KnockSelection.choose(from: usable, for: jid, now: now)
    let situation = KnockSituation(
      trigger: trigger, isOn: try isPushOn(transaction), presence: presence, waiting: push.waiting,
      isWokenByServer: push.isWokenByServer, hasToken: token != nil, last: push.lastKnock, now: now)
    return (situation, token)
  }

  private func knock<Result>(
    _ jid: String, now: Int64, _ body: (JID, DateTime, borrowing Transaction) throws -> Result
  ) throws(TokenError) -> Result {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      return try store.transaction { try body(jid, DateTime(secondsSinceEpoch: now), $0) }
    } catch {
      throw TokenError(error)
    }
  }
}
