import GRDB

extension Schema {
  /// When that was decided which a device is still to be told: in a message that is sent later it is no later word.
  ///
  /// Of messages that wait already nobody knows it. A trust among them counts where nobody decided, and gives way to every
  /// decision: it must not take back a distrust. A distrust counts as of now: the key of a lost device must not stay
  /// verified, and what it may overturn is a trust, which the user can give again.
  static func owedTrust(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE owed_trust_messages ADD COLUMN decided_at INTEGER NOT NULL DEFAULT 0;
        UPDATE owed_trust_messages SET decided_at = CAST(strftime('%s', 'now') AS INTEGER) WHERE xml LIKE '%<distrust%';
        """)
  }
}
