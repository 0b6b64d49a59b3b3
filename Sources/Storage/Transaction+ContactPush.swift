import GRDB
package import PushTokens
package import XML

extension Transaction {
  package borrowing func push(of contact: JID) throws -> ContactPush {
    guard let row = try row("SELECT * FROM push_contacts WHERE jid = ?", [contact.bare.description]) else {
      return ContactPush()
    }
    var push = ContactPush()
    push.isRefused = row["is_refused"]
    push.isWokenByServer = row["is_woken_by_server"]
    push.waiting = row["waiting"]
    if let at = row["knocked_at"] as Int64? {
      let response = row["knock_response"] as String?
      if let response, KnockResponse(rawValue: response) == nil { throw StorageError.corrupt }
      push.lastKnock = KnockRecord(
        at: DateTime(secondsSinceEpoch: at), response: response.flatMap { KnockResponse(rawValue: $0) },
        unanswered: row["unanswered_knocks"], notBefore: DateTime(secondsSinceEpoch: row["not_before"]))
    }
    return push
  }

  /// Counts a message to a contact of whom tokens are held, or were.
  package borrowing func noteWaiting(for contact: JID) throws {
    try run("UPDATE push_contacts SET waiting = waiting + 1 WHERE jid = ?", [contact.bare.description])
  }

  /// Notes a sign of life. While an archive is read there are none: what stands in it may be older than the knock.
  package borrowing func noteSignOfLife(of contact: JID) throws {
    try run(
      """
      UPDATE push_contacts SET waiting = 0, knocked_at = NULL, knock_response = NULL, unanswered_knocks = 0, not_before = 0
      WHERE jid = ? AND (waiting > 0 OR knocked_at IS NOT NULL) AND NOT (SELECT is_catching_up FROM account)
      """,
      [contact.bare.description])
  }

  package borrowing func save(_ knock: KnockRecord, at contact: JID) throws {
    try beginPush(of: contact)
    try run(
      """
      UPDATE push_contacts SET knocked_at = ?, knock_response = ?, unanswered_knocks = ?, not_before = ? WHERE jid = ?
      """,
      [
        knock.at.secondsSinceEpoch, knock.response?.rawValue, knock.unanswered, knock.notBefore.secondsSinceEpoch,
        contact.bare.description,
      ])
  }

  package borrowing func set(isWokenByServer: Bool?, _ contact: JID) throws {
    try beginPush(of: contact)
    try run(
      "UPDATE push_contacts SET is_woken_by_server = ? WHERE jid = ?", [isWokenByServer, contact.bare.description])
  }

  package borrowing func set(isRefused: Bool, _ contact: JID) throws {
    try beginPush(of: contact)
    try run("UPDATE push_contacts SET is_refused = ? WHERE jid = ?", [isRefused, contact.bare.description])
  }

  /// Makes the contact's row, which a contact has once there is something to note.
  borrowing func beginPush(of contact: JID) throws {
    try run("INSERT OR IGNORE INTO push_contacts (jid) VALUES (?)", [contact.bare.description])
  }
}
