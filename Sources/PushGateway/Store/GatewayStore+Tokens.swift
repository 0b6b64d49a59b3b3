extension GatewayStore {
  /// What became of a new token.
  enum TokenAddition: Sendable, Equatable {
    case added
    /// The account has ``GatewayLimits/tokensPerAccount``.
    case full
    /// There is such a token.
    case taken
  }

  /// Keeps a token for a device of the account.
  func add(_ token: StoredToken, of account: String, now: Int64) async throws -> TokenAddition {
    try await database.transaction { connection in
      let count = try connection.execute(
        "SELECT count(*) FROM tokens WHERE account_id = $1", .text(account)
      ).first?.integer(0) ?? 0
      guard count < GatewayLimits.tokensPerAccount else { return .full }
      let added = try connection.execute(
        """
        INSERT INTO tokens (hash, account_id, device_id, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING RETURNING hash
        """,
        .bytes(token.hash), .text(account), .text(token.device), .text(token.name), .integer(now),
        .integer(token.expiresAt))
      return added.isEmpty ? .taken : .added
    }
  }

  /// The account's tokens that are good, in the order in which they were made: ``GatewayLimits/tokensPerPage`` at most.
  func tokens(of account: String, after cursor: TokenCursor, now: Int64) async throws -> TokenPage {
    try await database.transaction { connection in
      // One more than is wanted: whether there is a next page.
      let rows = try connection.execute(
        """
        SELECT t.hash, t.device_id, d.kind, t.name, t.expires_at, t.created_at
        FROM tokens t JOIN devices d ON d.id = t.device_id
        WHERE t.account_id = $1 AND t.revoked_at IS NULL AND t.expires_at > $2
          AND (t.created_at, t.hash) > (CAST($3 AS BIGINT), $4)
        ORDER BY t.created_at, t.hash LIMIT \(GatewayLimits.tokensPerPage + 1)
        """, .text(account), .integer(now), .integer(cursor.createdAt), .bytes(cursor.hash))
      let page = rows.prefix(GatewayLimits.tokensPerPage)
      let tokens = try page.map { try StoredToken($0) }
      guard rows.count > page.count, let last = page.last else { return TokenPage(tokens: tokens, next: nil) }
      return TokenPage(tokens: tokens, next: TokenCursor(createdAt: try last.integer(5), hash: try last.bytes(0)))
    }
  }

  func token(hash: [UInt8], of account: String, now: Int64) async throws -> StoredToken? {
    try await database.transaction { connection in
      try connection.execute(
        """
        SELECT t.hash, t.device_id, d.kind, t.name, t.expires_at FROM tokens t JOIN devices d ON d.id = t.device_id
        WHERE t.hash = $1 AND t.account_id = $2 AND t.revoked_at IS NULL AND t.expires_at > $3
        """, .bytes(hash), .text(account), .integer(now)
      ).first.map { try StoredToken($0) }
    }
  }

  func rename(token hash: [UInt8], to name: String?) async throws {
    try await database.transaction { connection in
      try connection.execute("UPDATE tokens SET name = $2 WHERE hash = $1", .bytes(hash), .text(name))
    }
  }

  /// Revokes a token. It is remembered until it would have expired, so that who uses it learns that it is gone for good.
  ///
  /// - Returns: whether there was one.
  func revoke(token hash: [UInt8], of account: String, now: Int64) async throws -> Bool {
    try await database.transaction { connection in
      let revoked = try connection.execute(
        """
        UPDATE tokens SET revoked_at = $3 WHERE hash = $1 AND account_id = $2 AND revoked_at IS NULL AND expires_at > $3
        RETURNING hash
        """, .bytes(hash), .text(account), .integer(now))
      guard !revoked.isEmpty else { return false }
      try connection.execute("DELETE FROM pushes WHERE token_hash = $1", .bytes(hash))
      return true
    }
  }

  /// Forgets tokens that expired ``GatewayLimits/tombstonePeriod`` ago, and pushes that nobody waits for any more.
  func purge(now: Int64) async throws {
    try await database.transaction { connection in
      try connection.execute(
        "DELETE FROM tokens WHERE expires_at < $1", .integer(now - GatewayLimits.tombstonePeriod))
      try connection.execute("DELETE FROM pushes WHERE expires_at <= $1 AND lease_until <= $1", .integer(now))
    }
  }
}

extension StoredToken {
  fileprivate init(_ row: SQLRow) throws(StoreError) {
    guard let kind = DeviceKind(rawValue: try row.text(2)) else { throw .corrupt }
    self.init(
      hash: try row.bytes(0), device: try row.text(1), kind: kind, name: row.optionalText(3),
      expiresAt: try row.integer(4))
  }
}
