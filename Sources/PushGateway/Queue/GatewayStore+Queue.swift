import Primitives

extension GatewayStore {
  /// Puts a push into the queue. There is one row a token: a push that finds one waiting joins it, and one that finds one in
  /// flight makes it due again afterwards, so that a phone that woke before the push is woken once more. What is sent again for
  /// a failure is high if any of them is; what is sent afterwards, only if one of those that joined in flight is.
  ///
  /// Returns when it is durable.
  ///
  /// - Parameter kinds: of devices that can be reached.
  func enqueue(
    token: String, isHigh: Bool, data: String?, kinds: Set<DeviceKind>, now: Int64
  ) async throws -> Admission {
    let hash = Self.hash(token)
    return try await commits.commit(key: hash) { connection in
      let queued = try connection.execute(
        """
        INSERT INTO pushes (token_hash, token, device_id, is_high, data, generation, claimed_generation, attempts, due_at,
          expires_at, lease_until)
        SELECT t.hash, CAST($2 AS TEXT), t.device_id, CAST($3 AS BIGINT), CAST($4 AS TEXT), 1, 0, 0, CAST($5 AS BIGINT),
          CAST($6 AS BIGINT), 0
        FROM tokens t JOIN devices d ON d.id = t.device_id
        WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > CAST($5 AS BIGINT) AND d.dead_at IS NULL
          AND d.is_active = 1 AND d.kind IN (\(Self.list(kinds)))
        ON CONFLICT (token_hash) DO UPDATE SET generation = pushes.generation + 1, data = excluded.data,
          expires_at = excluded.expires_at,
          is_high = CASE WHEN excluded.is_high > pushes.is_high THEN excluded.is_high ELSE pushes.is_high END,
          joined_is_high = CASE WHEN excluded.is_high > pushes.joined_is_high THEN excluded.is_high
            ELSE pushes.joined_is_high END
        RETURNING generation
        """,
        .bytes(hash), .text(token), .flag(isHigh), .text(data), .integer(now),
        .integer(now + GatewayLimits.pushLifetime))
      guard queued.isEmpty else { return .queued }
      return try Self.refusal(of: hash, kinds: kinds, now: now, connection)
    }
  }

  /// What stands in the parentheses of `IN`. Without kinds it is a text that is no kind's: an empty list is no SQL.
  private static func list(_ kinds: Set<DeviceKind>) -> String {
    kinds.isEmpty ? "''" : kinds.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
  }

  private static func refusal(
    of hash: [UInt8], kinds: Set<DeviceKind>, now: Int64, _ connection: any SQLConnection
  ) throws -> Admission {
    let rows = try connection.execute(
      """
      SELECT t.revoked_at, t.expires_at, d.dead_at, d.is_active, d.kind FROM tokens t JOIN devices d ON d.id = t.device_id
      WHERE t.hash = $1
      """, .bytes(hash))
    guard let row = rows.first else { return .unknown }
    if try row.optionalInteger(0) != nil || row.integer(1) <= now { return .gone }
    // Registered anew it lives again, and its tokens with it: contacts who were told 410 would have thrown them away.
    guard row.optionalInteger(2) == nil, try row.flag(3) else { return .inactive }
    return .undeliverable
  }

  /// Claims pushes that are due, the longest due first, for ``GatewayLimits/lease``.
  ///
  /// An account that has b pushes in flight gets so many more that they are no more than what stays free: (room - b) / 2.
  /// One whose push services are silent, and that has thousands waiting, takes half of the room; the next one takes a
  /// third; and nobody is kept out. At most half of the room is given away at once, as two such accounts could share the
  /// whole of it.
  ///
  /// - Parameters:
  ///   - room: how many the caller could send now.
  ///   - start: only pushes that are due since this moment are looked at: ``next(after:now:)`` where nothing before it
  ///     could be claimed.
  ///   - kinds: of devices that the caller can reach; pushes to others are for another instance.
  func claim(room: Int, from start: Int64 = 0, kinds: Set<DeviceKind>, now: Int64) async throws -> [QueuedPush] {
    let lease = TextEncoding.hex(Random.bytes(16))
    return try await database.transaction { connection in
      let claimed = try connection.execute(
        """
        WITH busy AS MATERIALIZED (
          SELECT d.account_id, count(*) AS pushes FROM pushes p JOIN devices d ON d.id = p.device_id
          WHERE p.lease > '' AND p.lease_until > $2 GROUP BY d.account_id),
        oldest AS MATERIALIZED (
          SELECT token_hash, device_id, due_at FROM pushes WHERE due_at >= $5 AND due_at <= $2 AND lease_until <= $2
          ORDER BY due_at LIMIT \(GatewayLimits.claimWindow)),
        ranked AS MATERIALIZED (
          SELECT o.token_hash, o.due_at, ($4 - COALESCE(b.pushes, 0) + 1) / 2 AS share,
            row_number() OVER (PARTITION BY d.account_id ORDER BY o.due_at) AS place
          FROM oldest o JOIN devices d ON d.id = o.device_id LEFT JOIN busy b ON b.account_id = d.account_id
          WHERE d.kind IN (\(Self.list(kinds)))),
        picked AS MATERIALIZED (
          SELECT p.token_hash FROM ranked r CROSS JOIN pushes p
          WHERE p.token_hash = r.token_hash AND r.place <= r.share AND p.lease_until <= $2
          ORDER BY r.due_at LIMIT ($4 + 1) / 2 \(connection.dialect.skippingLocked))
        UPDATE pushes SET lease = $1, lease_until = $3, claimed_generation = generation, attempts = attempts + 1,
          joined_is_high = 0
        WHERE token_hash IN (SELECT token_hash FROM picked) RETURNING token_hash
        """,
        .text(lease), .integer(now), .integer(now + GatewayLimits.lease), .integer(Int64(room)), .integer(start))
      guard !claimed.isEmpty else { return [] }
      return try connection.execute(
        """
        SELECT p.token, p.token_hash, p.is_high, p.data, p.attempts, p.expires_at, \(PushDevice.columns)
        FROM pushes p JOIN devices d ON d.id = p.device_id WHERE p.lease = $1
        """, .text(lease)
      ).map { row in
        QueuedPush(
          token: try row.text(0), tokenHash: try row.bytes(1), isHigh: try row.flag(2), data: row.optionalText(3),
          attempts: Int(try row.integer(4)), expiresAt: try row.integer(5), lease: lease,
          device: try PushDevice(row, offset: 6))
      }
    }
  }

  /// Where to look for more after a claim from `start` got nothing: the first ones that are due may all be of accounts that
  /// have enough in flight, and others wait behind them.
  ///
  /// - Returns: `nil` where that was the end.
  func next(after start: Int64, now: Int64) async throws -> Int64? {
    try await database.transaction { connection in
      let row = try connection.execute(
        """
        SELECT count(*), max(due_at) FROM (
          SELECT due_at FROM pushes WHERE due_at >= $1 AND due_at <= $2 AND lease_until <= $2 ORDER BY due_at
          LIMIT \(GatewayLimits.claimWindow)) AS oldest
        """, .integer(start), .integer(now)
      ).first
      guard let row, try row.integer(0) == GatewayLimits.claimWindow else { return nil }
      return max(try row.integer(1), start + 1)
    }
  }

  /// Takes a push out of the queue, be it sent or given up; or puts it back, as new and with their priority, where others
  /// joined it meanwhile.
  func finish(_ push: QueuedPush, now: Int64) async throws {
    let (hash, lease) = (push.tokenHash, push.lease)
    try await commits.commit(key: hash) { connection in
      try connection.execute(
        "DELETE FROM pushes WHERE token_hash = $1 AND lease = $2 AND generation = claimed_generation", .bytes(hash),
        .text(lease))
      try connection.execute(
        """
        UPDATE pushes SET lease = NULL, lease_until = 0, attempts = 0, due_at = $3, is_high = joined_is_high
        WHERE token_hash = $1 AND lease = $2
        """, .bytes(hash), .text(lease), .integer(now))
    }
  }

  /// Puts a push back, to be tried again.
  func release(_ push: QueuedPush, dueAt: Int64) async throws {
    let (hash, lease) = (push.tokenHash, push.lease)
    try await commits.commit(key: hash) { connection in
      try connection.execute(
        "UPDATE pushes SET lease = NULL, lease_until = 0, due_at = $3 WHERE token_hash = $1 AND lease = $2",
        .bytes(hash), .text(lease), .integer(dueAt))
    }
  }

  /// Notes that a push service no longer knows a device, and drops what waited for it.
  ///
  /// - Parameter registeredBy: the device has to have been registered no later: what APNs says of an old registration
  ///   does not hold for one that was made since.
  /// - Returns: whether it was as it was known, and is buried.
  func bury(_ device: PushDevice, registeredBy: Int64, now: Int64) async throws -> Bool {
    try await database.transaction { connection in
      let buried = try connection.execute(
        """
        UPDATE devices SET dead_at = $2 WHERE id = $1 AND registration_id = $3 AND registered_at <= $4 RETURNING id
        """,
        .text(device.id), .integer(now), .text(device.registration), .integer(registeredBy))
      guard !buried.isEmpty else { return false }
      try connection.execute("DELETE FROM pushes WHERE device_id = $1", .text(device.id))
      return true
    }
  }

  /// How many pushes wait or are in flight.
  func queueLength() async throws -> Int {
    try await database.transaction { connection in
      Int(try connection.execute("SELECT count(*) FROM pushes").first?.integer(0) ?? 0)
    }
  }
}
