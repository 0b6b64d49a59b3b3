import Primitives

extension GatewayStore {
  /// What became of the making of an account.
  enum AccountCreation: Sendable, Equatable {
    case created
    case usernameTaken
    case emailTaken
  }

  func account(named username: String) async throws -> (account: Account, password: PasswordRecord)? {
    try await database.transaction { connection in
      let rows = try connection.execute(
        """
        SELECT id, username, email, salt, passes, kibibytes, password_key FROM accounts WHERE username = $1
        """, .text(username))
      return try rows.first.map { row in
        let cost = Argon2id.Cost(passes: Int(try row.integer(4)), kibibytes: Int(try row.integer(5)))
        return (try Account(row), PasswordRecord(salt: try row.bytes(3), cost: cost, key: try row.bytes(6)))
      }
    }
  }

  func create(_ account: Account, _ password: PasswordRecord, now: Int64) async throws -> AccountCreation {
    try await database.transaction { connection in
      let made = try connection.execute(
        """
        INSERT INTO accounts (id, username, email, salt, passes, kibibytes, password_key, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id
        """,
        .text(account.id), .text(account.username), .text(account.email), .bytes(password.salt),
        .integer(Int64(password.cost.passes)), .integer(Int64(password.cost.kibibytes)), .bytes(password.key),
        .integer(now))
      guard made.isEmpty else { return .created }
      let named = try connection.execute("SELECT id FROM accounts WHERE username = $1", .text(account.username))
      return named.isEmpty ? .emailTaken : .usernameTaken
    }
  }

  /// Keeps an API token's hash, and drops the account's oldest beyond ``GatewayLimits/apiTokensPerAccount``.
  func addAPIToken(hash: [UInt8], account: String, now: Int64) async throws {
    try await database.transaction { connection in
      try connection.execute(
        "INSERT INTO api_tokens (hash, account_id, created_at) VALUES ($1, $2, $3)", .bytes(hash), .text(account),
        .integer(now))
      try connection.execute(
        """
        DELETE FROM api_tokens WHERE account_id = $1 AND hash NOT IN (
          SELECT hash FROM api_tokens WHERE account_id = $1 ORDER BY created_at DESC, hash LIMIT $2)
        """, .text(account), .integer(Int64(GatewayLimits.apiTokensPerAccount)))
    }
  }

  func account(ofAPIToken hash: [UInt8]) async throws -> Account? {
    try await database.transaction { connection in
      let rows = try connection.execute(
        """
        SELECT a.id, a.username, a.email FROM api_tokens t JOIN accounts a ON a.id = t.account_id WHERE t.hash = $1
        """, .bytes(hash))
      return try rows.first.map(Account.init)
    }
  }

  /// Deletes an account with its devices, tokens and waiting pushes.
  func deleteAccount(_ id: String) async throws {
    try await database.transaction { connection in
      try connection.execute("DELETE FROM accounts WHERE id = $1", .text(id))
    }
  }
}

extension Account {
  fileprivate init(_ row: SQLRow) throws(StoreError) {
    self.init(id: try row.text(0), username: try row.text(1), email: row.optionalText(2))
  }
}
