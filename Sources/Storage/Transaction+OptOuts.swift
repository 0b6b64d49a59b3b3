import GRDB
package import XML

/// That encryption with a contact was ended, and who ended it.
package struct OptOutRecord: Sendable, Equatable {
  package let jid: JID
  /// Whether a device of our own account did.
  package let isOurs: Bool
  /// Seconds since 1970.
  package let madeAt: Int64

  package init(jid: JID, isOurs: Bool, madeAt: Int64) {
    self.jid = jid
    self.isOurs = isOurs
    self.madeAt = madeAt
  }
}

extension Transaction {
  package borrowing func optOut(with jid: JID) throws -> OptOutRecord? {
    try row("SELECT * FROM opt_outs WHERE jid = ?", [jid.bare.description]).map { try Self.optOut($0) }
  }

  package borrowing func optOuts() throws -> [OptOutRecord] {
    try rows("SELECT * FROM opt_outs ORDER BY jid").map { try Self.optOut($0) }
  }

  /// Notes an opt-out. The first one stands until it is taken back.
  package borrowing func keep(_ optOut: OptOutRecord) throws {
    try run(
      "INSERT OR IGNORE INTO opt_outs VALUES (?, ?, ?)",
      [optOut.jid.bare.description, optOut.isOurs, optOut.madeAt])
  }

  package borrowing func deleteOptOut(with jid: JID) throws {
    try run("DELETE FROM opt_outs WHERE jid = ?", [jid.bare.description])
  }

  private static func optOut(_ row: Row) throws -> OptOutRecord {
    OptOutRecord(jid: try JID(row["jid"] as String), isOurs: row["is_ours"], madeAt: row["made_at"])
  }
}
