import GRDB

extension Schema {
  /// Identity: who decided on a key and when, what others said of keys that cannot count yet, what is owed to a device
  /// that there is no session with, signed statements, and addresses whose server could not be reached.
  ///
  /// Decisions that an earlier version took have no date. They count as taken now: a statement from before must not
  /// overturn what a person decided.
  static func identity(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE devices ADD COLUMN edwards_key BLOB;
        ALTER TABLE devices ADD COLUMN trust_decided_at INTEGER;
        ALTER TABLE devices ADD COLUMN is_vouched INTEGER NOT NULL DEFAULT 0;
        UPDATE devices SET trust_decided_at = CAST(strftime('%s', 'now') AS INTEGER)
          WHERE trust IN ('verified', 'distrusted');

        CREATE TABLE postponed_trust (
          sender_jid TEXT NOT NULL,
          sender_key BLOB NOT NULL,
          subject_jid TEXT NOT NULL,
          subject_key BLOB NOT NULL,
          statement TEXT NOT NULL,
          sent_at INTEGER NOT NULL,
          PRIMARY KEY (sender_jid, sender_key, subject_jid, subject_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX postponed_trust_by_subject ON postponed_trust (subject_jid, subject_key);

        CREATE TABLE owed_trust_messages (
          id INTEGER PRIMARY KEY,
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          xml TEXT NOT NULL
        ) STRICT;

        CREATE TABLE statements (
          name TEXT NOT NULL,
          address_key BLOB NOT NULL,
          subject BLOB NOT NULL,
          serial INTEGER NOT NULL,
          is_final INTEGER NOT NULL,
          digest BLOB NOT NULL,
          signed_bytes BLOB NOT NULL,
          signature BLOB NOT NULL,
          PRIMARY KEY (name, address_key, subject)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE unreachable_addresses (
          jid TEXT PRIMARY KEY,
          noted_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
