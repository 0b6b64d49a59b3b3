import GRDB
package import OMEMO
import Primitives
package import Verification
package import XML

/// The rows that the state of Automatic Trust Management (XEP-0450) is read from and written to. Trust is kept in
/// `devices` and nowhere else.
extension Transaction {
  /// What is known of keys now.
  ///
  /// - Parameters:
  ///   - device: the key of this device.
  ///   - unknown: a key to leave out, as if it had not been fetched yet.
  package borrowing func trustState(
    of device: KeyReference, without unknown: KeyReference? = nil
  ) throws -> TrustState {
    var keys: [KeyReference: TrustState.Key] = [:]
    let rows = try rows(
      "SELECT jid, edwards_key, trust, trust_decided_at FROM devices WHERE edwards_key IS NOT NULL")
    for row in rows {
      guard let trust = Trust(rawValue: row["trust"]) else { throw StorageError.corrupt }
      let reference = try Self.reference(row, "jid", "edwards_key")
      guard reference != unknown else { continue }
      let key = TrustState.Key(level: .init(trust), decided: Self.date(row, "trust_decided_at"))
      // A key that two ids have is as good as the worse of them.
      if let known = keys[reference], known.level == .distrusted || key.level == .authenticated { continue }
      keys[reference] = key
    }
    return TrustState(device: device, keys: keys, postponed: try postponedStatements())
  }

  /// Writes what followed from something.
  package borrowing func save(_ decision: TrustDecision) throws {
    for change in decision.changes {
      try run(
        "UPDATE devices SET trust = ?, trust_decided_at = ?, is_vouched = 0 WHERE jid = ? AND edwards_key = ?",
        [
          Trust(change.level).rawValue, change.decided.secondsSinceEpoch, change.key.owner.description,
          change.key.key.bytes.blob,
        ])
      if Trust(change.level) == .distrusted { try revokeTokens(ofDeviceWith: change.key) }
    }
    for said in decision.noLongerPostponed {
      try run(
        "DELETE FROM postponed_trust WHERE sender_jid = ? AND sender_key = ? AND subject_jid = ? AND subject_key = ?",
        Self.columns(said.sender) + Self.columns(said.subject))
    }
    for said in decision.postponed {
      try run(
        "INSERT OR REPLACE INTO postponed_trust VALUES (?, ?, ?, ?, ?, ?)",
        Self.columns(said.sender) + Self.columns(said.subject)
          + [said.statement.rawValue, said.sent.secondsSinceEpoch])
    }
  }

  /// Takes back what the device with that key was given to wake us with.
  private borrowing func revokeTokens(ofDeviceWith key: KeyReference) throws {
    let ids = try rows(
      "SELECT device_id FROM devices WHERE jid = ? AND edwards_key = ?", [key.owner.description, key.key.bytes.blob]
    ).map { try $0.deviceID() }
    for id in ids { try revokeTokens(of: key.owner, device: id) }
  }

  /// Whether something that was said of a key waits for it.
  package borrowing func isAwaited(_ key: KeyReference) throws -> Bool {
    try row(
      "SELECT 1 FROM postponed_trust WHERE subject_jid = ? AND subject_key = ? LIMIT 1", Self.columns(key)) != nil
  }

  /// The devices that have a key.
  package borrowing func devices(with key: KeyReference) throws -> [DeviceRecord] {
    try rows(Self.deviceQuery + " AND edwards_key = ? ORDER BY device_id", Self.columns(key))
      .map { try Self.device($0, key.owner) }
  }

  /// Forgets what a device's key said, and what was said of it.
  borrowing func deletePostponed(of id: DeviceID, _ jid: JID) throws {
    guard let key = try device(id, of: jid)?.edwardsKey else { return }
    try run(
      """
      DELETE FROM postponed_trust
      WHERE (sender_jid = ?1 AND sender_key = ?2) OR (subject_jid = ?1 AND subject_key = ?2)
      """, [jid.bare.description, key.encoded.blob])
  }

  // MARK: - What is owed

  /// Notes a trust message for a device that nothing can be sent to now. Of too many the oldest are given up.
  ///
  /// - Parameter decidedAt: when that was decided which it says, in seconds since 1970.
  package borrowing func owe(_ message: TrustMessage, to id: DeviceID, of jid: JID, decidedAt: Int64) throws {
    try run(
      "INSERT INTO owed_trust_messages (jid, device_id, xml, decided_at) VALUES (?, ?, ?, ?)",
      [jid.bare.description, id.value, try message.element.serialized(), decidedAt])
    try run(
      """
      DELETE FROM owed_trust_messages WHERE jid = ?1 AND device_id = ?2 AND id NOT IN (
        SELECT id FROM owed_trust_messages WHERE jid = ?1 AND device_id = ?2 ORDER BY id DESC LIMIT ?3)
      """, [jid.bare.description, id.value, StorageLimits.owedTrustMessages])
  }

  /// What is owed, the oldest first.
  package borrowing func owedTrustMessages() throws -> [OwedTrustMessage] {
    try rows("SELECT * FROM owed_trust_messages ORDER BY id").map { row in
      OwedTrustMessage(
        id: row["id"], jid: try JID(row["jid"] as String), device: try row.deviceID(),
        element: try Element.parse(Array((row["xml"] as String).utf8)), decidedAt: row["decided_at"])
    }
  }

  package borrowing func delete(_ owed: OwedTrustMessage) throws {
    try run("DELETE FROM owed_trust_messages WHERE id = ?", [owed.id])
  }

  // MARK: - Rows

  private borrowing func postponedStatements() throws -> [PostponedStatement] {
    try rows("SELECT * FROM postponed_trust").map { row in
      guard let statement = TrustStatement(rawValue: row["statement"]) else { throw StorageError.corrupt }
      return PostponedStatement(
        sender: try Self.reference(row, "sender_jid", "sender_key"),
        subject: try Self.reference(row, "subject_jid", "subject_key"), statement: statement,
        sent: DateTime(secondsSinceEpoch: row["sent_at"]))
    }
  }

  private static func reference(_ row: Row, _ jid: String, _ key: String) throws -> KeyReference {
    KeyReference(try JID(row[jid] as String), try TrustKeyID(row.bytes(key)))
  }

  private static func columns(_ key: KeyReference) -> [(any DatabaseValueConvertible)?] {
    [key.owner.description, key.key.bytes.blob]
  }

  private static func date(_ row: Row, _ column: String) -> DateTime? {
    (row[column] as Int64?).map { DateTime(secondsSinceEpoch: $0) }
  }
}

/// A trust message that could not be sent to a device yet.
package struct OwedTrustMessage: Sendable {
  let id: Int64
  package let jid: JID
  package let device: DeviceID
  package let element: Element
  /// When that was decided which it says, in seconds since 1970.
  package let decidedAt: Int64
}

extension TrustState.Level {
  /// Blind trust is no authentication: the key may be the server's.
  init(_ trust: Trust) {
    switch trust {
    case .undecided, .trusted: self = .undecided
    case .verified: self = .authenticated
    case .distrusted: self = .distrusted
    }
  }
}

extension Trust {
  package init(_ level: TrustState.Level) {
    switch level {
    case .undecided: self = .undecided
    case .authenticated: self = .verified
    case .distrusted: self = .distrusted
    }
  }
}
