import Testing

@testable import PushGateway

@Suite("The queue between accounts")
struct FairnessTests {
  /// Claims as a dispatcher does that has nothing in flight, until it is full or nothing is left.
  private static func fill(_ store: GatewayStore, now: Int64) async throws -> [QueuedPush] {
    var claimed: [QueuedPush] = []
    var place: Int64 = 0
    while claimed.count < GatewayLimits.inFlight {
      let pushes = try await store.claim(room: GatewayLimits.inFlight - claimed.count, from: place, now: now)
      claimed += pushes
      guard pushes.isEmpty else { continue }
      guard let next = try await store.next(after: place, now: now) else { break }
      place = next
    }
    return claimed
  }

  private static func enqueue(_ store: GatewayStore, _ device: TestDevice, from start: Int64) async throws {
    for (index, token) in device.tokens.enumerated() {
      let admission = try await store.enqueue(
        token: token, isHigh: true, data: nil, kinds: [.apns], now: start + Int64(index))
      #expect(admission == .queued)
    }
  }

  @Test("An account with more pushes than are looked at takes half of the places", arguments: TestDatabase.allCases)
  func flood(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let (flood, other) = (try await test.device(tokens: GatewayLimits.claimWindow + 50), try await test.device(tokens: 3))
    try await Self.enqueue(test.store, flood, from: 0)
    try await Self.enqueue(test.store, other, from: 1000)
    let claimed = try await Self.fill(test.store, now: 2000)
    #expect(Set(other.tokens).isSubset(of: claimed.map(\.token)))
    #expect(claimed.count == GatewayLimits.inFlight / 2 + other.tokens.count)
  }

  @Test("Accounts that flood at once leave places free, which they do not get later either", arguments: TestDatabase.allCases)
  func floods(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    for _ in 0..<3 { try await Self.enqueue(test.store, try await test.device(tokens: 80), from: 0) }
    let claimed = try await Self.fill(test.store, now: 1000)
    #expect(claimed.count < GatewayLimits.inFlight)
    let other = try await test.device()
    try await Self.enqueue(test.store, other, from: 1000)
    let room = GatewayLimits.inFlight - claimed.count
    #expect(try await test.store.claim(room: room, now: 2000).map(\.token) == other.tokens)
  }
}
