import GRDB

/// The numbered migrations. A migration that has been released is never changed; a new one is added.
enum Schema {
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1", migrate: version1)
    migrator.registerMigration("2", migrate: version2)
    migrator.registerMigration("3", migrate: version3)
    migrator.registerMigration("4", migrate: identity)
    migrator.registerMigration("5", migrate: owedTrust)
    return migrator
  }()

  /// Tables of XEP-0384's data, in the order of the specification: own account and prekeys, others' devices and bundles,
  /// sessions. Then push tokens. Columns named `sealed` hold what ``RowSeal`` made.
  private static func version1(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE store_key (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          kind INTEGER NOT NULL,
          salt BLOB NOT NULL,
          passes INTEGER NOT NULL,
          kibibytes INTEGER NOT NULL,
          sealed_check BLOB NOT NULL
        ) STRICT;

        CREATE TABLE account (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          sealed_identity BLOB NOT NULL,
          next_prekey_id INTEGER NOT NULL,
          use_counter INTEGER NOT NULL,
          sealed_count INTEGER NOT NULL DEFAULT 0,
          store_id BLOB NOT NULL,
          is_mirrored INTEGER NOT NULL DEFAULT 0,
          trust_policy TEXT NOT NULL,
          is_catching_up INTEGER NOT NULL DEFAULT 0,
          is_bundle_due INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE signed_prekeys (
          id INTEGER PRIMARY KEY,
          public_key BLOB NOT NULL,
          sealed_private_key BLOB NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE one_time_prekeys (
          id INTEGER PRIMARY KEY,
          namespace TEXT NOT NULL,
          public_key BLOB NOT NULL,
          sealed_private_key BLOB NOT NULL,
          is_used INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE accepted_exchanges (
          exchange_key BLOB PRIMARY KEY,
          prekey_id INTEGER NOT NULL REFERENCES one_time_prekeys ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE devices (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          identity_key BLOB,
          trust TEXT NOT NULL,
          understands_tokens INTEGER NOT NULL DEFAULT 0,
          is_known_otherwise INTEGER NOT NULL DEFAULT 0,
          repairs INTEGER NOT NULL DEFAULT 0,
          repairs_since INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY (jid, device_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE listings (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          namespace TEXT NOT NULL,
          label TEXT,
          label_signature TEXT,
          PRIMARY KEY (jid, device_id, namespace)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE bundles (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          namespace TEXT NOT NULL,
          xml TEXT NOT NULL,
          PRIMARY KEY (jid, device_id, namespace)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sessions (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          exchange_key BLOB NOT NULL,
          namespace TEXT NOT NULL,
          sealed_record BLOB NOT NULL,
          last_use INTEGER NOT NULL,
          first_opened INTEGER,
          last_used_at INTEGER NOT NULL,
          is_sendable INTEGER NOT NULL DEFAULT 1,
          is_answer_due INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY (jid, device_id, exchange_key)
        ) STRICT;

        CREATE TABLE skipped_keys (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          exchange_key BLOB NOT NULL,
          ratchet_key BLOB NOT NULL,
          number INTEGER NOT NULL,
          sealed_key BLOB NOT NULL,
          created_at INTEGER NOT NULL,
          UNIQUE (jid, device_id, exchange_key, ratchet_key, number),
          FOREIGN KEY (jid, device_id, exchange_key) REFERENCES sessions ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX skipped_keys_by_age ON skipped_keys (created_at);

        CREATE TABLE given_tokens (
          token_index BLOB PRIMARY KEY,
          sealed_token BLOB NOT NULL,
          endpoint TEXT NOT NULL,
          jid TEXT,
          device_id INTEGER,
          expires_at INTEGER NOT NULL,
          given_at INTEGER,
          last_seen_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX given_tokens_by_contact ON given_tokens (jid);

        CREATE TABLE held_tokens (
          token_index BLOB PRIMARY KEY,
          sealed_token BLOB NOT NULL,
          endpoint TEXT NOT NULL,
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          received_at INTEGER NOT NULL,
          expires_at INTEGER,
          state TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX held_tokens_by_contact ON held_tokens (jid);
        """)
  }

  /// Verification: the run of the shared-secret protocol with each device, or how the last one ended; and the contacts with
  /// whom encryption was ended, by whom.
  private static func version2(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE verification_runs (
          jid TEXT NOT NULL,
          device_id INTEGER NOT NULL,
          run BLOB NOT NULL,
          exchange_key BLOB NOT NULL,
          is_initiator INTEGER NOT NULL,
          sealed_record BLOB,
          outcome TEXT,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (jid, device_id),
          CHECK ((sealed_record IS NULL) <> (outcome IS NULL))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE opt_outs (
          jid TEXT PRIMARY KEY,
          is_ours INTEGER NOT NULL,
          made_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
