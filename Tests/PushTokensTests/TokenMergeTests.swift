import PushTokens
import Testing
import XML

@Suite("An incoming payload in the ledger")
struct TokenMergeTests {
  private func merge(
    _ payload: TokenPayload, from contact: JID = Fixtures.alice, device: UInt32 = 1, into held: [HeldToken]
  ) throws -> TokenMerge {
    try TokenMerge(payload, from: contact, device: device, into: held, now: Fixtures.now)
  }

  /// The ledger after the merge.
  private func apply(_ merge: TokenMerge, to held: [HeldToken]) -> [HeldToken] {
    let replaced = Set(merge.removed).union(merge.saved.map(\.token))
    return held.filter { !replaced.contains($0.token) } + merge.saved
  }

  @Test("New tokens are saved as the payload and the session say")
  func new() throws {
    let expires = Fixtures.after(60)
    let merge = try merge(
      Fixtures.payload([1, 2], expires: expires), from: JID("alice@example.org/phone"), device: 9,
      into: [Fixtures.held(3), Fixtures.held(4, of: Fixtures.mallory)])
    #expect(
      merge.saved == [1, 2].map { Fixtures.held($0, device: 9, received: 0, expires: 60) })
    #expect(merge.removed.isEmpty)
  }

  @Test("Another contact's token is refused with its whole payload, whatever the endpoint and its state")
  func claimed() throws {
    for endpoint in [Fixtures.endpoint, Fixtures.otherEndpoint] {
      for state in [HeldToken.State.unused, .used, .dead] {
        let held = [Fixtures.held(1, endpoint: endpoint, state), Fixtures.held(2, of: Fixtures.mallory)]
        #expect(throws: PushError.claimedByAnother) {
          try merge(Fixtures.payload([5, 1, 6]), from: Fixtures.mallory, into: held)
        }
        #expect(throws: PushError.claimedByAnother) {
          try merge(Fixtures.payload([2]), from: Fixtures.alice, into: held)
        }
      }
    }
  }

  @Test("Addresses that look alike are not the same contact")
  func lookalikes() throws {
    for other in ["alice@example.org.evil.example", "evil.example/alice@example.org", "alicе@example.org", "example.org"] {
      #expect(throws: PushError.claimedByAnother) {
        try merge(Fixtures.payload([1]), from: JID(other), into: [Fixtures.held(1)])
      }
    }
  }

  struct Resent: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: HeldToken
    let expires: Int64?
    let endpoint: PushEndpoint
    let after: HeldToken?

    init(_ description: String, _ before: HeldToken, _ endpoint: PushEndpoint, _ expires: Int64?, _ after: HeldToken?) {
      testDescription = description
      self.before = before
      self.expires = expires
      self.endpoint = endpoint
      self.after = after
    }
  }

  static let here = Fixtures.endpoint
  static let elsewhere = Fixtures.otherEndpoint

  @Test(
    "What becomes of a token that its own contact sends again",
    arguments: [
      Resent("longer", Fixtures.held(1, expires: 5), here, 99, Fixtures.held(1, received: 0, expires: 99)),
      Resent("shorter", Fixtures.held(1, expires: 99), here, 5, Fixtures.held(1, received: 0, expires: 5)),
      Resent("no expiry", Fixtures.held(1, expires: 99), here, nil, Fixtures.held(1, received: 0, expires: nil)),
      Resent("over", Fixtures.held(1, expires: 99), here, 0, nil),
      Resent("after it had expired", Fixtures.held(1, expires: -9), here, 99, Fixtures.held(1, received: 0, expires: 99)),
      Resent("moved", Fixtures.held(1), elsewhere, 99, Fixtures.held(1, endpoint: elsewhere, received: 0, expires: 99)),
      Resent("used stays used", Fixtures.held(1, .used), here, 99, Fixtures.held(1, received: 0, expires: 99, .used)),
      Resent("dead stays dead", Fixtures.held(1, .dead), here, 99, Fixtures.held(1, received: 0, expires: 99, .dead)),
      Resent(
        "dead and moved is new", Fixtures.held(1, .dead), elsewhere, 99,
        Fixtures.held(1, endpoint: elsewhere, received: 0, expires: 99)),
      Resent("from its other device", Fixtures.held(1, device: 2), here, 99, Fixtures.held(1, received: 0, expires: 99)),
    ])
  func resent(_ test: Resent) throws {
    let payload = try Fixtures.payload([1], expires: test.expires.map(Fixtures.after), endpoint: test.endpoint)
    let merge = try merge(payload, into: [test.before])
    #expect(apply(merge, to: [test.before]) == (test.after.map { [$0] } ?? []))
  }

  @Test("A contact's full address is the contact's")
  func fullAddress() throws {
    let merge = try merge(Fixtures.payload([1]), from: JID("Alice@example.org/phone"), into: [Fixtures.held(1, .used)])
    #expect(merge.saved == [Fixtures.held(1, received: 0, expires: nil, .used)])
  }

  @Test("A payload whose tokens are all over changes nothing")
  func allExpired() throws {
    let merge = try merge(Fixtures.payload([1, 2], expires: Fixtures.now), into: [Fixtures.held(3)])
    #expect(merge.saved.isEmpty)
    #expect(merge.removed.isEmpty)
  }

  @Test("The same payload twice in one second changes nothing the second time")
  func idempotent() throws {
    let payload = try Fixtures.payload([1, 2], expires: Fixtures.after(99))
    let held = try merge(payload, into: []).saved
    let again = try merge(payload, into: held)
    #expect(again.saved.isEmpty)
    #expect(again.removed.isEmpty)
  }

  @Test("Beyond the bound the contact's oldest go, and nobody else's")
  func bound() throws {
    let own = (1...50).map { Fixtures.held($0, received: Int64(-100 + $0)) }
    let others = (101...150).map { Fixtures.held($0, of: Fixtures.mallory, received: -1000) }
    let merge = try merge(Fixtures.payload(Array(201...220)), into: own + others)
    #expect(Set(merge.removed) == Set((1...20).map(Fixtures.token)))
    #expect(merge.saved.count == 20)
    #expect(apply(merge, to: own).count == TokenLimits.heldPerContact)
  }

  @Test("Expired and dead ones go before living ones that are older")
  func boundOrder() throws {
    let living = (1...48).map { Fixtures.held($0, received: -100) }
    let held = living + [Fixtures.held(49, received: -50, .dead), Fixtures.held(50, received: -50, expires: -1)]
    let merge = try merge(Fixtures.payload([201, 202]), into: held)
    #expect(Set(merge.removed) == Set([49, 50].map(Fixtures.token)))
  }

  @Test("A dead one stays while there is room")
  func deadStays() throws {
    let merge = try merge(Fixtures.payload([2]), into: [Fixtures.held(1, .dead)])
    #expect(merge.removed.isEmpty)
  }

  @Test("What has just come is kept, even if the clock went back")
  func clockWentBack() throws {
    let held = (1...50).map { Fixtures.held($0, received: 1000) }
    let merge = try merge(Fixtures.payload([201]), into: held)
    #expect(merge.saved.map(\.token) == [Fixtures.token(201)])
    #expect(merge.removed.count == 1)
  }

  @Test("A ledger above the bound is brought down to it")
  func overfull() throws {
    let held = (1...80).map { Fixtures.held($0) }
    let merge = try merge(Fixtures.payload([1, 201]), into: held)
    let after = apply(merge, to: held)
    #expect(after.count == TokenLimits.heldPerContact)
    #expect(after.contains { $0.token == Fixtures.token(1) })
  }

  @Test("A payload fits the ledger")
  func limits() {
    #expect(TokenLimits.tokensPerPayload <= TokenLimits.heldPerContact)
    #expect(TokenLimits.batch <= TokenLimits.tokensPerPayload)
    #expect(TokenLimits.replenishBelow <= TokenLimits.batch)
  }
}
