import Testing

@testable import PushGateway

@Suite("The queue")
struct QueueTests {
  private static let kinds: Set<DeviceKind> = [.apns, .webpush]

  private func enqueue(
    _ store: GatewayStore, _ token: String, isHigh: Bool = true, now: Int64 = 0
  ) async throws -> Admission {
    try await store.enqueue(token: token, isHigh: isHigh, data: nil, kinds: Self.kinds, now: now)
  }

  @Test("A push is claimed once, with what it takes to send it, and gone when it is finished", arguments: TestDatabase.allCases)
  func once(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let device = try await test.device()
    #expect(try await enqueue(test.store, device.tokens[0]) == .queued)
    let claimed = try await test.store.claim(room: 10, now: 1)
    #expect(claimed.map(\.token) == device.tokens && claimed.first?.device == device.device)
    #expect(claimed.first?.isHigh == true && claimed.first?.attempts == 1)
    #expect(try await test.store.claim(room: 10, now: 2).isEmpty)
    try await test.store.finish(try #require(claimed.first), now: 3)
    #expect(try await test.store.queueLength() == 0)
  }

  @Test("Pushes with one token join while they wait, and the higher priority counts", arguments: TestDatabase.allCases)
  func coalescing(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let token = try await test.device().tokens[0]
    for isHigh in [false, true, false] { #expect(try await enqueue(test.store, token, isHigh: isHigh) == .queued) }
    let claimed = try await test.store.claim(room: 10, now: 1)
    #expect(claimed.count == 1 && claimed[0].isHigh)
    try await test.store.finish(claimed[0], now: 2)
    #expect(try await test.store.claim(room: 10, now: 3).isEmpty)
  }

  @Test("A push that comes while one is in flight is sent after it", arguments: TestDatabase.allCases)
  func meanwhile(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let token = try await test.device().tokens[0]
    _ = try await enqueue(test.store, token)
    let first = try await test.store.claim(room: 1, now: 1)
    _ = try await enqueue(test.store, token, now: 2)
    #expect(try await test.store.claim(room: 1, now: 3).isEmpty, "it is still in flight")
    try await test.store.finish(first[0], now: 4)
    let second = try await test.store.claim(room: 1, now: 5)
    #expect(second.count == 1 && second.first?.attempts == 1)
  }

  @Test("Pushes wait for an instance that has a sender for their kind", arguments: TestDatabase.allCases)
  func otherKinds(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let (apns, web) = (try await test.device(), try await test.device(.webpush, registration: "https://push.example/x"))
    for token in apns.tokens + web.tokens { #expect(try await enqueue(test.store, token) == .queued) }
    #expect(try await test.store.claim(room: 10, kinds: [], now: 1).isEmpty)
    #expect(try await test.store.claim(room: 10, kinds: [.webpush], now: 1).map(\.token) == web.tokens)
    #expect(try await test.store.claim(room: 10, kinds: [.webpush], now: 2).isEmpty)
    let claimed = try await test.store.claim(room: 10, kinds: [.apns], now: 2)
    #expect(claimed.map(\.token) == apns.tokens && claimed.first?.attempts == 1)
  }

  /// What a push in flight and one that joins it are, whether the first is then tried again, and what is sent next.
  static let joining: [(first: Bool, joined: Bool, isRetried: Bool, next: Bool)] = [
    (true, false, false, false), (true, false, true, true), (false, true, false, true), (false, true, true, true),
    (true, true, false, true), (false, false, false, false),
  ]

  @Test("What joins a push in flight makes a sound after it only if it is high itself", arguments: TestDatabase.allCases, joining)
  func joined(
    database: TestDatabase, joining: (first: Bool, joined: Bool, isRetried: Bool, next: Bool)
  ) async throws {
    let test = try await TestStore(database)
    let token = try await test.device().tokens[0]
    _ = try await enqueue(test.store, token, isHigh: joining.first)
    let first = try #require(try await test.store.claim(room: 1, now: 1).first)
    #expect(first.isHigh == joining.first)
    _ = try await enqueue(test.store, token, isHigh: joining.joined, now: 2)
    if joining.isRetried {
      try await test.store.release(first, dueAt: 3)
    } else {
      try await test.store.finish(first, now: 3)
    }
    let next = try #require(try await test.store.claim(room: 1, now: 4).first)
    #expect(next.isHigh == joining.next)
    // What joined it is not what joins the next one.
    _ = try await enqueue(test.store, token, isHigh: false, now: 5)
    try await test.store.finish(next, now: 6)
    #expect(try await test.store.claim(room: 1, now: 7).first?.isHigh == false)
  }

  @Test("A claim that runs out is anybody's, and who held it can no longer finish it", arguments: TestDatabase.allCases)
  func lease(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    _ = try await enqueue(test.store, try await test.device().tokens[0])
    let dead = try await test.store.claim(room: 1, now: 1)
    #expect(try await test.store.claim(room: 1, now: GatewayLimits.lease).isEmpty)
    let heir = try await test.store.claim(room: 1, now: GatewayLimits.lease + 1)
    #expect(heir.count == 1 && heir.first?.attempts == 2)
    try await test.store.finish(dead[0], now: GatewayLimits.lease + 2)
    try await test.store.release(dead[0], dueAt: 0)
    #expect(try await test.store.queueLength() == 1)
    #expect(try await test.store.claim(room: 1, now: GatewayLimits.lease + 3).isEmpty)
    try await test.store.finish(heir[0], now: GatewayLimits.lease + 4)
    #expect(try await test.store.queueLength() == 0)
  }

  @Test("A push that is put back waits until it is due", arguments: TestDatabase.allCases)
  func retry(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let token = try await test.device().tokens[0]
    _ = try await enqueue(test.store, token)
    try await test.store.release(try await test.store.claim(room: 1, now: 1)[0], dueAt: 500)
    _ = try await enqueue(test.store, token, now: 2)
    #expect(try await test.store.claim(room: 1, now: 499).isEmpty, "another knock does not hurry it")
    #expect(try await test.store.claim(room: 1, now: 500).first?.attempts == 2)
  }

  @Test("What cannot be sent is refused as what it is", arguments: TestDatabase.allCases)
  func refusals(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let device = try await test.device(tokens: 2)
    #expect(try await enqueue(test.store, "unknown") == .unknown)
    #expect(try await enqueue(test.store, device.tokens[0], now: GatewayLimits.tokenLifetime) == .gone)
    #expect(try await test.store.revoke(token: GatewayStore.hash(device.tokens[0]), of: device.account.id, now: 1))
    #expect(try await enqueue(test.store, device.tokens[0], now: 2) == .gone)

    let gcm = try await test.device(.gcm)
    #expect(try await enqueue(test.store, gcm.tokens[0]) == .undeliverable)

    var sleeping = device.device
    sleeping.isActive = false
    _ = try await test.store.update(sleeping, of: device.account.id)
    #expect(try await enqueue(test.store, device.tokens[1]) == .inactive)
    _ = try await test.store.update(device.device, of: device.account.id)
    #expect(try await enqueue(test.store, device.tokens[1]) == .queued)
    #expect(try await test.store.bury(device.device, registeredBy: 0, now: 3))
    #expect(try await enqueue(test.store, device.tokens[1]) == .inactive)
    #expect(try await test.store.queueLength() == 0, "what waited for it is gone too")
  }

  @Test("What is said of an older registration does not bury the device", arguments: TestDatabase.allCases)
  func registeredSince(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let device = try await test.device(now: 100)
    #expect(try await !test.store.bury(device.device, registeredBy: 99, now: 101))
    #expect(try await enqueue(test.store, device.tokens[0], now: 102) == .queued)
  }

  @Test("A device that is registered again lives again, with its tokens", arguments: TestDatabase.allCases)
  func revival(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let device = try await test.device()
    #expect(try await test.store.bury(device.device, registeredBy: 0, now: 1))
    #expect(try await enqueue(test.store, device.tokens[0]) == .inactive, "contacts would throw the token away")
    var again = device.device
    again.id = "another"
    #expect(try await test.store.save(again, of: device.account.id)?.id == device.device.id)
    #expect(try await enqueue(test.store, device.tokens[0]) == .queued)
  }

  @Test("Two instances that claim at once share the pushes out", arguments: TestDatabase.allCases)
  func sharing(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let other = try await GatewayStore(url: test.url)
    var tokens: [String] = []
    for _ in 0..<40 { tokens += try await test.device(tokens: 5).tokens }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, token) in tokens.enumerated() {
        let store = index % 2 == 0 ? test.store : other
        group.addTask {
          let admission = try await enqueue(store, token)
          #expect(admission == .queued)
        }
      }
      try await group.waitForAll()
    }
    let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
      for index in 0..<40 {
        let store = index % 2 == 0 ? test.store : other
        group.addTask { try await store.claim(room: 10, now: 1).map(\.token) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(claimed.count == Set(claimed).count, "none is claimed twice")
    let rest = try await test.store.claim(room: 400, now: 1).map(\.token)
    #expect(Set(claimed + rest) == Set(tokens))
    await other.close()
  }

  @Test("Pushes and tokens that are over are forgotten", arguments: TestDatabase.allCases)
  func purge(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let token = try await test.device().tokens[0]
    _ = try await enqueue(test.store, token)
    try await test.store.purge(now: GatewayLimits.pushLifetime - 1)
    #expect(try await test.store.queueLength() == 1)
    try await test.store.purge(now: GatewayLimits.pushLifetime)
    #expect(try await test.store.queueLength() == 0)
    let end = GatewayLimits.tokenLifetime + GatewayLimits.tombstonePeriod
    try await test.store.purge(now: end)
    #expect(try await enqueue(test.store, token, now: end) == .gone)
    try await test.store.purge(now: end + 1)
    #expect(try await enqueue(test.store, token, now: end) == .unknown)
  }

  @Test("Pushes survive a restart", arguments: TestDatabase.allCases)
  func restart(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let token = try await test.device().tokens[0]
    _ = try await enqueue(test.store, token)
    await test.store.close()
    let again = try await GatewayStore(url: test.url)
    #expect(try await again.claim(room: 1, now: 1).map(\.token) == [token])
    await again.close()
  }

  @Test("In a group, a change that fails harms no other", arguments: TestDatabase.allCases)
  func group(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let device = try await test.device(tokens: 20)
    await withTaskGroup(of: Void.self) { group in
      for token in device.tokens {
        group.addTask {
          let admission = try? await enqueue(test.store, token)
          #expect(admission == .queued)
        }
        group.addTask {
          await #expect(throws: (any Error).self) {
            try await test.store.commits.commit(key: [0]) { try $0.execute("INSERT INTO nowhere VALUES (1)") }
          }
        }
      }
    }
    #expect(try await test.store.queueLength() == 20)
  }
}
