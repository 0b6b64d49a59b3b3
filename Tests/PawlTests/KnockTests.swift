import Pawl
import Testing

@Suite("Knocks of a device")
struct KnockTests {
  private let now = TestDevice.now

  /// Alice, who holds tokens of Bob's and has written to him since.
  private func waitingPair(endpoint: String = TokenTests.endpoint) async throws -> (alice: TestDevice, bob: TestDevice) {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await bob.fillPool(endpoint: endpoint)
    _ = try await alice.receive(bob.firstTokens(for: alice))
    _ = try await alice.send("are you there?", to: bob)
    return (alice, bob)
  }

  private func knock(
    _ alice: TestDevice, _ bob: TestDevice, after seconds: Int64 = 0, presence: ContactPresence = .unavailable
  ) async throws -> Knock {
    try await alice.device.knock(at: bob.jid, presence: presence, now: now + seconds, random: 1)
  }

  @Test("One knock for a contact who is offline, whatever is written meanwhile; the next after the pause")
  func oneAtATime() async throws {
    let (alice, bob) = try await waitingPair()
    let dry = try await alice.device.knockDecision(at: bob.jid, presence: .unavailable, now: now)
    #expect(dry == .knock(.messagesWait(1)))
    let first = try await knock(alice, bob)
    let request = try #require(first.request)
    #expect(first.decision == dry && request.endpoint.text == TokenTests.endpoint)
    #expect(try await knock(alice, bob).decision == .refrain(.underWay))
    #expect(try await alice.device.noteKnock(request, status: 202) == .accepted)
    for number in 0..<5 {
      _ = try await alice.send("\(number)", to: bob)
      let again = try await knock(alice, bob, after: 60)
      #expect(again.request == nil)
    }
    let second = try #require(try await knock(alice, bob, after: 900).request)
    #expect(second.token != request.token)
    try await alice.device.noteKnock(second, status: 202)
    #expect(try await knock(alice, bob, after: 900 + 1799).request == nil)
    #expect(try await knock(alice, bob, after: 900 + 1800).decision == .knock(.messagesWait(6)))
  }

  @Test("A sign of life makes the next knock a first one: a message, or presence")
  func signOfLife() async throws {
    for hasWritten in [true, false] {
      let (alice, bob) = try await waitingPair()
      let request = try #require(try await knock(alice, bob).request)
      try await alice.device.noteKnock(request, status: 202)
      if hasWritten { _ = try await alice.receive(bob.send("here", to: alice)) } else { try await alice.device.noteAvailable(bob.jid) }
      #expect(try await knock(alice, bob, after: 61).decision == .refrain(.nothingWaits))
      _ = try await alice.send("and again", to: bob)
      #expect(try await knock(alice, bob, after: 61).decision == .knock(.messagesWait(1)))
    }
  }

  @Test("A token that the endpoint does not know is not used again, and the next one is tried at once", arguments: [404, 410])
  func unknownToken(status: Int) async throws {
    let (alice, bob) = try await waitingPair()
    var tried: Set<PushToken> = []
    while let request = try await knock(alice, bob).request {
      #expect(tried.insert(request.token).inserted)
      #expect(try await alice.device.noteKnock(request, status: status) == .unknownToken)
    }
    #expect(tried.count == 5)
    #expect(try await knock(alice, bob).decision == .refrain(.noToken))
  }

  @Test("An endpoint that cannot be reached is left alone for a while, and its token kept")
  func unreachable() async throws {
    let (alice, bob) = try await waitingPair()
    let request = try #require(try await knock(alice, bob).request)
    #expect(try await alice.device.noteKnock(request, status: nil) == .failed)
    #expect(try await knock(alice, bob, after: 899).request == nil)
    #expect(try await knock(alice, bob, after: 900).request?.token == request.token)
  }

  @Test("What is known of his server is kept")
  func wokenByServer() async throws {
    let (alice, bob) = try await waitingPair()
    try await alice.device.note(isWokenByServer: true, bob.jid)
    #expect(try await knock(alice, bob).decision == .refrain(.wokenByServer))
    #expect(
      try await alice.device.knockDecision(at: bob.jid, presence: .unavailable, trigger: .user, now: now)
        == .knock(.userAsked))
    try await alice.device.note(isWokenByServer: nil, bob.jid)
    #expect(try await knock(alice, bob).decision == .knock(.messagesWait(1)))
  }

  @Test("A dry run changes not a byte")
  func dryRun() async throws {
    let (alice, bob) = try await waitingPair()
    let before = try alice.bytes()
    _ = try await alice.device.knockDecision(at: bob.jid, presence: .unavailable, now: now)
    #expect(try alice.bytes() == before)
  }

  @Test("A contact cannot make us knock at this machine", arguments: [
    (TokenTests.endpoint, true), ("http://127.0.0.1:80/", false), ("https://localhost/", false),
  ])
  func loopback(endpoint: String, isKnocked: Bool) async throws {
    let (alice, bob) = try await waitingPair(endpoint: endpoint)
    #expect((try await knock(alice, bob).request != nil) == isKnocked)
    guard !isKnocked else { return }
    let allowed = try await alice.device.knock(
      at: bob.jid, presence: .unavailable, now: now, allowingLoopback: true)
    #expect(allowed.request != nil)
  }

  @Test("No JID, no knock")
  func invalid() async throws {
    let (alice, _) = try await TestDevice.pair()
    await #expect(throws: TokenError.invalidJID) {
      _ = try await alice.device.knock(at: "@", presence: .unavailable, now: now)
    }
  }
}
