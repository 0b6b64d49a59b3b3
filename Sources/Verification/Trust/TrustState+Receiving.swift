package import XML

/// XEP-0450's rules for receiving.
extension TrustState {
  /// Takes a trust message that an encrypted, authenticated envelope brought.
  ///
  /// - Parameters:
  ///   - sender: the account and the key of the session that brought it, not what the envelope says.
  ///   - sent: the time that the envelope says, which trust messages must have.
  ///   - now: a message from the future is taken for one of now. Otherwise the year 9999 would be the last word.
  ///   - encryption: the protocol whose keys this state is about.
  package mutating func receive(
    _ message: TrustMessage, from sender: KeyReference, sent: DateTime, now: DateTime,
    encryption: String = TrustMessage.omemo2
  ) -> TrustDecision {
    var decision = TrustDecision()
    var changed: Set<KeyReference> = []
    let isOurs = message.usage == TrustMessage.automaticTrustManagement && message.encryption == encryption
    for (subject, statement) in message.keyOwners.flatMap(\.statements) {
      let said = PostponedStatement(sender: sender, subject: subject, statement: statement, sent: min(sent, now))
      if let reason = isOurs ? reason(toIgnore: said) : .anotherProtocol {
        decision.ignored.append(TrustDecision.Ignored(subject: subject, statement: statement, reason: reason))
      } else if isAuthenticated(sender), keys[subject] != nil {
        if apply(said, &decision) { changed.insert(subject) }
      } else {
        postpone(said, &decision)
      }
    }
    settle(changed, &decision)
    return decision
  }

  /// Why a statement has no effect, now or later; `nil` when it has one, or may have.
  private func reason(toIgnore said: PostponedStatement) -> TrustDecision.Reason? {
    if said.sender == device { return .reflection }
    if keys[said.sender]?.level == .distrusted { return .distrustedSender }
    if !mayDecide(said.sender, on: said.subject) { return .notTheirs }
    return said.subject == device ? .aboutThisDevice : nil
  }

  /// Takes note of keys that were fetched, undecided if they are new, and of what was said of them before.
  package mutating func fetched(_ references: [KeyReference]) -> TrustDecision {
    let new = references.filter { $0 != device && keys[$0] == nil }
    for reference in new { keys[reference] = Key() }
    var decision = TrustDecision()
    settle(Set(new), &decision)
    return decision
  }

  /// Takes the user's decision on a key. What its device has said counts from now on, or never will.
  ///
  /// ``deliveries(after:of:)`` says whom to tell.
  ///
  /// - Parameter statement: whether the user authenticates the key or distrusts it.
  package mutating func decide(_ statement: TrustStatement, on key: KeyReference, now: DateTime) -> TrustDecision {
    var decision = TrustDecision()
    guard key != device else { return decision }
    set(key, statement, decided: now, by: nil, &decision)
    settle([key], &decision)
    return decision
  }

  /// Applies what waited for these keys: statements of theirs, and about them. What is applied may let others count,
  /// and so on; it ends, since each round takes a statement away.
  private mutating func settle(_ keys: Set<KeyReference>, _ decision: inout TrustDecision) {
    var changed = keys
    while !changed.isEmpty {
      let waiting = statementsThatWait(for: changed)
      changed = []
      for said in waiting {
        switch self.keys[said.sender]?.level {
        case .distrusted:
          remove(said, &decision)
        case .authenticated where self.keys[said.subject] != nil:
          remove(said, &decision)
          if apply(said, &decision) { changed.insert(said.subject) }
        case .authenticated, .undecided, nil: break
        }
      }
    }
    // What this very decision both brought and settled, storage need not hear of.
    let brief = Set(decision.postponed).intersection(decision.noLongerPostponed)
    decision.postponed.removeAll(where: brief.contains)
    decision.noLongerPostponed.removeAll(where: brief.contains)
  }

  /// The earliest first. Only the key's own account and ours have a say in it.
  private func statementsThatWait(for keys: Set<KeyReference>) -> [PostponedStatement] {
    Set(keys.map(\.owner) + [device.owner]).flatMap { waiting[$0].map { Array($0.values) } ?? [] }
      .filter { keys.contains($0.sender) || keys.contains($0.subject) }
      .sorted()
  }

  /// - Returns: whether the key's level is another one now.
  private mutating func apply(_ said: PostponedStatement, _ decision: inout TrustDecision) -> Bool {
    if let decided = keys[said.subject]?.decided {
      // Of two that were said in one second the distrust counts.
      guard said.sent > decided || (said.sent == decided && said.statement == .distrust) else {
        decision.ignored.append(
          TrustDecision.Ignored(subject: said.subject, statement: said.statement, reason: .outdated))
        return false
      }
    }
    set(said.subject, said.statement, decided: said.sent, by: said.sender, &decision)
    return decision.changes.last?.isNew ?? false
  }

  private mutating func set(
    _ key: KeyReference, _ statement: TrustStatement, decided: DateTime, by sender: KeyReference?,
    _ decision: inout TrustDecision
  ) {
    let level: Level = statement == .trust ? .authenticated : .distrusted
    let isNew = keys[key]?.level != level
    keys[key] = Key(level: level, decided: decided)
    decision.changes.append(
      TrustDecision.Change(key: key, level: level, decided: decided, by: sender, isNew: isNew))
  }

  /// Keeps a statement: of one sender about one key the latest only, and of one account no more than ``TrustLimits``
  /// says.
  private mutating func postpone(_ statement: PostponedStatement, _ decision: inout TrustDecision) {
    let account = statement.sender.owner
    if let earlier = waiting[account]?[statement.topic] {
      let isLate =
        earlier.sent > statement.sent || earlier == statement
        || (earlier.sent == statement.sent && earlier.statement == .distrust)
      guard !isLate else { return }
      remove(earlier, &decision)
    }
    waiting[account, default: [:]][statement.topic] = statement
    decision.postponed.append(statement)
    let limit = account == device.owner ? TrustLimits.postponedOfOwnAccount : TrustLimits.postponedPerContact
    guard let all = waiting[account]?.values, all.count > limit else { return }
    let dispensable = all.min { a, b in
      isAuthenticated(a.sender) == isAuthenticated(b.sender) ? a < b : !isAuthenticated(a.sender)
    }
    if let dispensable { remove(dispensable, &decision) }
  }

  private mutating func remove(_ statement: PostponedStatement, _ decision: inout TrustDecision) {
    let account = statement.sender.owner
    waiting[account]?[statement.topic] = nil
    if waiting[account]?.isEmpty == true { waiting[account] = nil }
    decision.noLongerPostponed.append(statement)
  }
}
