/// The tables, in numbered steps. A step that has been released is never changed; a new one is added.
///
/// Moments are milliseconds since 1970. Of API tokens and push tokens only SHA-256 is kept: they are 160 random bits, so
/// the hash needs no key and no salt. A waiting push has the token itself, which its phone is to be told, until it is sent.
enum GatewaySchema {
  /// Makes what is missing.
  ///
  /// - Throws: ``StoreError/newerVersion``.
  static func migrate(_ connection: any SQLConnection) throws {
    if let lock = connection.dialect.schemaLock { try connection.execute(lock) }
    try connection.execute(script: "CREATE TABLE IF NOT EXISTS gateway_schema (version BIGINT NOT NULL)")
    let version = try Int(connection.execute("SELECT max(version) FROM gateway_schema").first?.optionalInteger(0) ?? 0)
    guard version <= steps.count else { throw StoreError.newerVersion }
    for (index, step) in steps.enumerated().dropFirst(version) {
      try connection.execute(script: step(connection.dialect))
      try connection.execute("INSERT INTO gateway_schema (version) VALUES ($1)", .integer(Int64(index + 1)))
    }
  }

  static let steps: [@Sendable (SQLDialect) -> String] = [version1, version2]

  private static func version1(_ dialect: SQLDialect) -> String {
    """
    CREATE TABLE accounts (
      id TEXT PRIMARY KEY,
      username TEXT NOT NULL UNIQUE,
      email TEXT UNIQUE,
      salt \(dialect.bytes) NOT NULL,
      passes BIGINT NOT NULL,
      kibibytes BIGINT NOT NULL,
      password_key \(dialect.bytes) NOT NULL,
      created_at BIGINT NOT NULL
    );

    CREATE TABLE api_tokens (
      hash \(dialect.bytes) PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      created_at BIGINT NOT NULL
    );
    CREATE INDEX api_tokens_by_account ON api_tokens (account_id, created_at);

    CREATE TABLE devices (
      id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      registration_id TEXT NOT NULL,
      p256dh \(dialect.bytes),
      auth \(dialect.bytes),
      name TEXT,
      device_id TEXT,
      is_active BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      registered_at BIGINT NOT NULL,
      dead_at BIGINT,
      UNIQUE (account_id, kind, registration_id)
    );

    CREATE TABLE tokens (
      hash \(dialect.bytes) PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      name TEXT,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      revoked_at BIGINT
    );
    CREATE INDEX tokens_by_account ON tokens (account_id, created_at);
    CREATE INDEX tokens_by_device ON tokens (device_id);
    CREATE INDEX tokens_by_expiry ON tokens (expires_at);

    CREATE TABLE pushes (
      token_hash \(dialect.bytes) PRIMARY KEY REFERENCES tokens (hash) ON DELETE CASCADE,
      token TEXT NOT NULL,
      device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
      is_high BIGINT NOT NULL,
      data TEXT,
      generation BIGINT NOT NULL,
      claimed_generation BIGINT NOT NULL,
      attempts BIGINT NOT NULL,
      due_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      lease TEXT,
      lease_until BIGINT NOT NULL
    );
    CREATE INDEX pushes_by_due ON pushes (due_at);
    CREATE INDEX pushes_by_lease ON pushes (lease);
    CREATE INDEX pushes_by_device ON pushes (device_id);
    """
  }

  /// What has joined a push since it was claimed is sent after it, and is high only if one of those is.
  private static func version2(_ dialect: SQLDialect) -> String {
    "ALTER TABLE pushes ADD COLUMN joined_is_high BIGINT NOT NULL DEFAULT 0"
  }
}
