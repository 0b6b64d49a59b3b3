import Testing

@testable import PushGateway

@Suite("The provider token")
struct ProviderTokenTests {
  private static func texts(
    _ provider: APNsProviderToken, insteadOf refused: String? = nil, now: Int64
  ) async throws -> Set<String> {
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<GatewayLimits.inFlight {
        group.addTask { try await provider.text(insteadOf: refused, now: now) }
      }
      return try await group.reduce(into: []) { $0.insert($1) }
    }
  }

  @Test("Pushes that need one at once get the same, and the same again where it was refused")
  func one() async throws {
    let provider = try APNsProviderToken(
      APNsConfiguration(key: VAPIDKey.make(), keyID: "ABC123DEFG", teamID: "DEF123GHIJ", topic: "org.example.pawl"))
    let first = try await Self.texts(provider, now: 1000)
    #expect(first.count == 1)
    #expect(try await Self.texts(provider, insteadOf: first.first, now: 1059) == first, "a minute old at least")
    let second = try await Self.texts(provider, insteadOf: first.first, now: 1060)
    #expect(second.count == 1 && second != first)
    #expect(try await Self.texts(provider, now: 1060 + 45 * 60 - 1) == second)
    #expect(try await Self.texts(provider, now: 1060 + 45 * 60) != second)
  }
}
