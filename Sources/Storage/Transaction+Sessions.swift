package import DoubleRatchet
import GRDB
package import OMEMO
package import Primitives
package import XML

/// Which session: whose device, and the key of the exchange that began it.
package struct SessionID: Hashable, Sendable {
  package let jid: JID
  package let device: DeviceID
  package let exchangeKey: X25519PublicKey

  package init(jid: JID, device: DeviceID, exchangeKey: X25519PublicKey) {
    self.jid = jid.bare
    self.device = device
    self.exchangeKey = exchangeKey
  }

  var row: [[UInt8]] {
    [Array(jid.description.utf8), Array(device.description.utf8), exchangeKey.encoded]
  }
}

/// A session as it stands in its row, still sealed.
package struct SessionRow: Sendable {
  package let id: SessionID
  let namespace: Namespace
  let sealedRecord: [UInt8]
}

extension Transaction {
  /// The sessions with a device in one version of OMEMO, the one used last first (Sesame, section 3: active, then
  /// inactive).
  package borrowing func sessions(
    with device: DeviceID, of jid: JID, in namespace: Namespace
  ) throws -> [SessionRow] {
    try rows(
      """
      SELECT exchange_key, sealed_record FROM sessions WHERE jid = ? AND device_id = ? AND namespace = ?
      ORDER BY last_use DESC
      """,
      [jid.bare.description, device.value, namespace.rawValue]
    ).map { try Self.sessionRow($0, device, jid, namespace) }
  }

  /// The session that the next message to a device goes out in.
  package borrowing func sendingSession(
    with device: DeviceID, of jid: JID, in namespace: Namespace
  ) throws -> SessionRow? {
    try row(
      """
      SELECT exchange_key, sealed_record FROM sessions
      WHERE jid = ? AND device_id = ? AND namespace = ? AND is_sendable
      ORDER BY last_use DESC LIMIT 1
      """,
      [jid.bare.description, device.value, namespace.rawValue]
    ).map { try Self.sessionRow($0, device, jid, namespace) }
  }

  /// Its name.
  package borrowing func sendingSessionID(
    with device: DeviceID, of jid: JID, in namespace: Namespace
  ) throws -> SessionID? {
    try sendingSession(with: device, of: jid, in: namespace)?.id
  }

  /// The newest version of OMEMO that there is a session with a device in.
  package borrowing func newestNamespace(of device: DeviceID, _ jid: JID) throws -> Namespace? {
    try rows(
      "SELECT DISTINCT namespace FROM sessions WHERE jid = ? AND device_id = ?", [jid.bare.description, device.value]
    ).compactMap { Namespace(rawValue: $0["namespace"]) }.max()
  }

  /// Whether a message may go out in a session: not in one of a store that was put back to an earlier state.
  package borrowing func isSendable(_ id: SessionID) throws -> Bool {
    try row("SELECT is_sendable FROM sessions WHERE jid = ? AND device_id = ? AND exchange_key = ?", Self.key(id))?[
      "is_sendable"] ?? false
  }

  /// Notes that the peer is owed a message in the session: see ``Heartbeat``, and the answer to a key exchange.
  package borrowing func setAnswerDue(_ id: SessionID) throws {
    try run(
      "UPDATE sessions SET is_answer_due = 1 WHERE jid = ? AND device_id = ? AND exchange_key = ?", Self.key(id))
  }

  /// The sessions in which the peer is owed a message.
  package borrowing func sessionIDsWithAnswerDue() throws -> [SessionID] {
    try rows(
      "SELECT jid, device_id, exchange_key FROM sessions WHERE is_answer_due AND is_sendable ORDER BY last_use"
    ).map { try Self.sessionID($0) }
  }

  /// Drops sessions that nobody has used for ``StorageLimits/inactiveSessionLifetime`` and that are not their device's
  /// last, and skipped keys that are too old.
  package borrowing func dropExpired(now: Int64) throws {
    try run(
      """
      DELETE FROM sessions WHERE last_used_at < ? AND last_use < (
        SELECT max(last_use) FROM sessions AS other
        WHERE other.jid = sessions.jid AND other.device_id = sessions.device_id)
      """,
      [now - StorageLimits.inactiveSessionLifetime])
    try run("DELETE FROM skipped_keys WHERE created_at < ?", [now - StorageLimits.skippedKeyLifetime])
  }

  /// Every session, for listing.
  package borrowing func allSessionIDs() throws -> [SessionID] {
    try rows("SELECT jid, device_id, exchange_key FROM sessions ORDER BY jid, device_id, namespace DESC, last_use DESC")
      .map { try Self.sessionID($0) }
  }

  package borrowing func session(_ id: SessionID) throws -> Session? {
    let row = try row(
      "SELECT namespace, sealed_record FROM sessions WHERE jid = ? AND device_id = ? AND exchange_key = ?",
      Self.key(id))
    guard let row else { return nil }
    guard let namespace = Namespace(rawValue: row["namespace"]) else { throw StorageError.corrupt }
    return try open(SessionRow(id: id, namespace: namespace, sealedRecord: row.bytes("sealed_record")))
  }

  package borrowing func open(_ row: SessionRow) throws -> Session {
    let record = try seal.opened(row.sealedRecord, Self.recordPlace(row.id))
    return try Session(decoding: record, profile: row.namespace.profile)
  }

  /// Writes a session, and makes it the device's active one if the use says so. A message that was sealed is the answer that
  /// may have been due. Beyond ``OMEMOLimits/sessionsPerDevice`` the one that was
  /// used longest ago is dropped, with its skipped keys.
  package borrowing func save(
    _ session: borrowing Session, _ id: SessionID, after use: SessionUse, now: Int64
  ) throws {
    let sealed = seal.sealed(session.encoded(), Self.recordPlace(id))
    guard try isSignOfLife(use, id, session.profile.namespace) else {
      try run(
        """
        UPDATE sessions SET sealed_record = ?, last_used_at = ? WHERE jid = ? AND device_id = ? AND exchange_key = ?
        """, [sealed.blob, now] + Self.key(id))
      return
    }
    try count(use)
    // The number of the use by a query of its own: RETURNING would have SQLite make a table with a page cache each time.
    try run(
      """
      UPDATE sessions SET
        sealed_record = ?, last_use = (SELECT use_counter FROM account),
        first_opened = coalesce(first_opened, iif(?, (SELECT use_counter FROM account), NULL)), last_used_at = ?,
        is_answer_due = is_answer_due AND ?
      WHERE jid = ? AND device_id = ? AND exchange_key = ?
      """,
      [sealed.blob, use != .sealed, now, use != .sealed] + Self.key(id))
    guard database.changesCount == 0 else { return }
    try run(
      """
      INSERT INTO sessions (jid, device_id, exchange_key, namespace, sealed_record, last_use, first_opened, last_used_at)
      SELECT ?, ?, ?, ?, ?, use_counter, iif(?, use_counter, NULL), ? FROM account
      """,
      Self.key(id) + [session.profile.namespace.rawValue, sealed.blob, use != .sealed, now])
    // Only a new session can be one too many. SQLite makes a table for the inner query, which costs more than all the rest.
    try run(
      """
      DELETE FROM sessions WHERE jid = ?1 AND device_id = ?2 AND exchange_key IN (
        SELECT exchange_key FROM sessions WHERE jid = ?1 AND device_id = ?2 ORDER BY last_use DESC LIMIT -1 OFFSET ?3)
      """,
      [id.jid.description, id.device.value, OMEMOLimits.sessionsPerDevice])
  }

  /// Whether a use makes the session the active one: see ``SessionUse``.
  private borrowing func isSignOfLife(_ use: SessionUse, _ id: SessionID, _ namespace: Namespace) throws -> Bool {
    switch use {
    case .opened, .sealed: return true
    case .openedLate: return false
    case .openedRepeatedExchange:
      return try row(
        """
        SELECT 1 FROM (
          SELECT first_opened FROM sessions WHERE jid = ?1 AND device_id = ?2 AND namespace = ?4
          ORDER BY last_use DESC LIMIT 1) AS active
        WHERE active.first_opened > (
          SELECT first_opened FROM sessions WHERE jid = ?1 AND device_id = ?2 AND exchange_key = ?3)
        """, Self.key(id) + [namespace.rawValue]) == nil
    }
  }

  /// The key that was kept for a skipped message.
  package borrowing func skippedKey(_ key: SkippedKeyID, _ id: SessionID) throws -> MessageKey? {
    let row = try row(
      """
      SELECT sealed_key FROM skipped_keys
      WHERE jid = ? AND device_id = ? AND exchange_key = ? AND ratchet_key = ? AND number = ?
      """,
      Self.key(id) + [key.ratchetKey.encoded.blob, key.number])
    guard let row else { return nil }
    return try MessageKey(stored: seal.opened(row.bytes("sealed_key"), Self.skippedPlace(key, id)))
  }

  package borrowing func deleteSkippedKey(_ key: SkippedKeyID, _ id: SessionID) throws {
    try run(
      """
      DELETE FROM skipped_keys
      WHERE jid = ? AND device_id = ? AND exchange_key = ? AND ratchet_key = ? AND number = ?
      """,
      Self.key(id) + [key.ratchetKey.encoded.blob, key.number])
  }

  /// Keeps keys of messages that have not arrived, and gives up those that are too many or too old.
  package borrowing func keep(_ skipped: borrowing SkippedKeys, _ id: SessionID, now: Int64) throws {
    guard !skipped.ids.isEmpty else { return }
    for (index, key) in skipped.ids.enumerated() {
      let sealed = seal.sealed(skipped.key(at: index).secret, Self.skippedPlace(key, id))
      try run(
        "INSERT OR REPLACE INTO skipped_keys VALUES (?, ?, ?, ?, ?, ?, ?)",
        Self.key(id) + [key.ratchetKey.encoded.blob, key.number, sealed.blob, now])
    }
    try run("DELETE FROM skipped_keys WHERE created_at < ?", [now - StorageLimits.skippedKeyLifetime])
    try run(
      """
      DELETE FROM skipped_keys WHERE rowid IN (
        SELECT rowid FROM skipped_keys WHERE jid = ? AND device_id = ? AND exchange_key = ?
        ORDER BY rowid DESC LIMIT -1 OFFSET ?)
      """,
      Self.key(id) + [StorageLimits.skippedKeysPerSession])
  }

  package borrowing func skippedKeyCount(_ id: SessionID) throws -> Int {
    try row(
      "SELECT count(*) AS count FROM skipped_keys WHERE jid = ? AND device_id = ? AND exchange_key = ?", Self.key(id)
    )?["count"] ?? 0
  }

  private static func sessionRow(
    _ row: Row, _ device: DeviceID, _ jid: JID, _ namespace: Namespace
  ) throws -> SessionRow {
    let key = try X25519PublicKey(stored: row.bytes("exchange_key"))
    return SessionRow(
      id: SessionID(jid: jid, device: device, exchangeKey: key), namespace: namespace,
      sealedRecord: row.bytes("sealed_record"))
  }

  private static func sessionID(_ row: Row) throws -> SessionID {
    SessionID(
      jid: try JID(row["jid"] as String), device: try row.deviceID(),
      exchangeKey: try X25519PublicKey(stored: row.bytes("exchange_key")))
  }

  private static func key(_ id: SessionID) -> [(any DatabaseValueConvertible)?] {
    [id.jid.description, id.device.value, id.exchangeKey.encoded.blob]
  }

  private static func recordPlace(_ id: SessionID) -> RowSeal.Place {
    RowSeal.Place("sessions.sealed_record", id.row[0], id.row[1], id.row[2])
  }

  private static func skippedPlace(_ key: SkippedKeyID, _ id: SessionID) -> RowSeal.Place {
    RowSeal.Place(
      "skipped_keys.sealed_key", id.row[0], id.row[1], id.row[2], key.ratchetKey.encoded,
      Array(String(key.number).utf8))
  }
}
