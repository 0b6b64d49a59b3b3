import Primitives

extension GatewayStore {
  /// Puts a push into the queue. There is one row a token: a push that finds one waiting joins it, and one that finds one in
  /// flight makes it due again afterwards, so that a phone that woke before the push is woken once more.
  ///
  /// Returns when it is durable.
  ///
  /// - Parameter kinds: of devices that can be reached.
  func enqueue(
    token: String, isHigh: Bool, data: String?, kinds: Set<DeviceKind>, now: Int64
  ) async throws -> Admission {
    let hash = Self.hash(token)
    let names = kinds.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    return try await commits.commit(key: hash) { connection in
      let queued = try connection.execute(
        """
        INSERT INTO pushes (token_hash, token, device_id, is_high, data, generation, claimed_generation, attempts, due_at,
          expires_at, lease_until)
        SELECT t.hash, CAST($2 AS TEXT), t.device_id, CAST($3 AS BIGINT), CAST($4 AS TEXT), 1, 0, 0, CAST($5 AS BIGINT),
          CAST($6 AS BIGINT), 0
        FROM tokens t JOIN devices d ON d.id = t.device_id
        WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > CAST($5 AS BIGINT) AND d.dead_at IS NULL
          AND d.is_active = 1 AND d.kind IN (\(names.isEmpty ? "''" : names))
        ON CONFLICT (token_hash) DO UPDATE SET generation = pushes.generation + 1, data = excluded.data,
          expires_at = excluded.expires_at,
          is_high = CASE WHEN excluded.is_high > pushes.is_high THEN excluded.is_high ELSE pushes.is_high END
        RETURNING generation
        """,
        .bytes(hash), .text(token), .flag(isHigh), .text(data), .integer(now),
        .integer(now + GatewayLimits.pushLifetime))
      guard queued.isEmpty else { return .queued }
      return try Self.refusal(of: hash, kinds: kinds, now: now, connection)
    }
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
    let isGone = try row.optionalInteger(0) != nil || row.integer(1) <= now || row.optionalInteger(2) != nil
    if isGone { return .gone }
    guard try row.flag(3) else { return .inactive }
    return .undeliverable
  }

  /// Claims pushes that are due, the longest due first, for ``GatewayLimits/lease``.
  func claim(limit: Int, now: Int64) async throws -> [QueuedPush] {
    let lease = TextEncoding.hex(Random.bytes(16))
    return try await database.transaction { connection in
      let claimed = try connection.execute(
        """
        WITH picked AS MATERIALIZED (
          SELECT token_hash FROM pushes WHERE due_at <= $2 AND lease_until <= $2 ORDER BY due_at LIMIT $4
          \(connection.dialect.skippingLocked))
        UPDATE pushes SET lease = $1, lease_until = $3, claimed_generation = generation, attempts = attempts + 1
        WHERE token_hash IN (SELECT token_hash FROM picked) RETURNING token_hash
        """,
        .text(lease), .integer(now), .integer(now + GatewayLimits.lease), .integer(Int64(limit)))
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

  /// Takes a push out of the queue, be it sent or given up; or puts it back, as new, where another joined it meanwhile.
  func finish(_ push: QueuedPush, now: Int64) async throws {
    let (hash, lease) = (push.tokenHash, push.lease)
    try await commits.commit(key: hash) { connection in
      try connection.execute(
        "DELETE FROM pushes WHERE token_hash = $1 AND lease = $2 AND generation = claimed_generation", .bytes(hash),
        .text(lease))
      try connection.execute(
        "UPDATE pushes SET lease = NULL, lease_until = 0, attempts = 0, due_at = $3 WHERE token_hash = $1 AND lease = $2",
        .bytes(hash), .text(lease), .integer(now))
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
  func bury(_ device: PushDevice, registeredBy: Int64, now: Int64) async throws {
    try await database.transaction { connection in
      let buried = try connection.execute(
        """
        UPDATE devices SET dead_at = $2 WHERE id = $1 AND registration_id = $3 AND registered_at <= $4 RETURNING id
        """,
        .text(device.id), .integer(now), .text(device.registration), .integer(registeredBy))
      if !buried.isEmpty { try connection.execute("DELETE FROM pushes WHERE device_id = $1", .text(device.id)) }
    }
  }

  /// How many pushes wait or are in flight.
  func queueLength() async throws -> Int {
    try await database.transaction { connection in
      Int(try connection.execute("SELECT count(*) FROM pushes").first?.integer(0) ?? 0)
    }
  }
}
