import Testing

@testable import PushGateway

@Suite("A database of an earlier version")
struct MigrationTests {
  /// Makes the tables anew, as the first version had them.
  private static func makeFirstVersion(_ store: GatewayStore) async throws {
    try await store.database.transaction { connection in
      try connection.execute(
        script: """
          DROP TABLE pushes; DROP TABLE tokens; DROP TABLE devices; DROP TABLE api_tokens; DROP TABLE accounts;
          DELETE FROM gateway_schema
          """)
      try connection.execute(script: GatewaySchema.steps[0](connection.dialect))
      try connection.execute("INSERT INTO gateway_schema (version) VALUES (1)")
    }
  }

  private static func insert(_ token: String, of device: TestDevice, isHigh: Bool, into store: GatewayStore) async throws {
    try await store.database.transaction { connection in
      try connection.execute(
        """
        INSERT INTO pushes (token_hash, token, device_id, is_high, generation, claimed_generation, attempts, due_at,
          expires_at, lease_until) VALUES ($1, $2, $3, $4, 1, 0, 0, 0, $5, 0)
        """,
        .bytes(GatewayStore.hash(token)), .text(token), .text(device.device.id), .flag(isHigh),
        .integer(GatewayLimits.pushLifetime))
    }
  }

  @Test("What waits in it is sent as it was, and what joins it by the rules of now", arguments: TestDatabase.allCases)
  func waiting(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    try await Self.makeFirstVersion(test.store)
    let device = try await test.device(tokens: 2)
    for (token, isHigh) in zip(device.tokens, [true, false]) {
      try await Self.insert(token, of: device, isHigh: isHigh, into: test.store)
    }
    let migrated = try await GatewayStore(url: test.url)
    let claimed = try await migrated.claim(room: 10, now: 1)
    #expect(Set(claimed.map(\.token)) == Set(device.tokens))
    for push in claimed {
      #expect(push.isHigh == (push.token == device.tokens[0]))
      _ = try await migrated.enqueue(token: push.token, isHigh: false, data: nil, kinds: [.apns], now: 2)
      try await migrated.finish(push, now: 3)
    }
    let joined = try await migrated.claim(room: 10, now: 4)
    #expect(joined.count == 2 && joined.allSatisfy { !$0.isHigh })
    await migrated.close()
  }
}
