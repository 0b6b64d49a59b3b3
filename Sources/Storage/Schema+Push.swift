import GRDB

extension Schema {
  /// Push: the account's own registration and switch, what is known of each contact for knocks, the devices that wait for
  /// tokens, and tokens that the gateway is still to be told to forget.
  static func version3(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE push_account (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          is_on INTEGER,
          endpoint TEXT,
          gateway TEXT,
          username TEXT,
          sealed_credential BLOB,
          device_kind TEXT,
          device_id TEXT,
          service TEXT,
          node TEXT
        ) STRICT;
        INSERT INTO push_account (id) VALUES (1);

        CREATE TABLE push_contacts (
          jid TEXT PRIMARY KEY,
          is_refused INTEGER NOT NULL DEFAULT 0,
          is_woken_by_server INTEGER,
          waiting INTEGER NOT NULL DEFAULT 0,
          knocked_at INTEGER,
          knock_response TEXT,
          unanswered_knocks INTEGER NOT NULL DEFAULT 0,
          not_before INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE token_dues (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          PRIMARY KEY (jid, device_id),
          FOREIGN KEY (jid, device_id) REFERENCES devices ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE revoked_tokens (
          token_index BLOB PRIMARY KEY,
          sealed_token BLOB NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
