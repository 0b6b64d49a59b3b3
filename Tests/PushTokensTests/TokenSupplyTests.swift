import PushTokens
import Testing
import XML

@Suite("Supply and purge")
struct TokenSupplyTests {
  static let day = Fixtures.day

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let given: [GivenToken]
    let shortfall: Int

    init(_ description: String, _ given: [GivenToken], _ shortfall: Int) {
      testDescription = description
      self.given = given
      self.shortfall = shortfall
    }
  }

  @Test(
    "How many tokens a device is sent",
    arguments: [
      Case("a new contact", [], 5),
      Case("one left", [Fixtures.given(1)], 4),
      Case("two left", (1...2).map { Fixtures.given($0) }, 3),
      Case("three left will do", (1...3).map { Fixtures.given($0) }, 0),
      Case("more than a batch", (1...9).map { Fixtures.given($0) }, 0),
      Case("used ones don't count", (1...5).map { Fixtures.given($0, lastSeen: -1) }, 5),
      Case("those that expire within a day don't count", (1...5).map { Fixtures.given($0, expires: day) }, 5),
      Case("a second more and they do", (1...5).map { Fixtures.given($0, expires: day + 1) }, 0),
      Case("expired ones don't count", (1...5).map { Fixtures.given($0, expires: -1) }, 5),
      Case("another device's don't count", (1...5).map { Fixtures.given($0, device: 2) }, 5),
      Case("those of no device don't count", (1...5).map { Fixtures.given($0, device: nil) }, 5),
      Case("another contact's don't count", (1...50).map { Fixtures.given($0, to: Fixtures.mallory) }, 5),
      Case("room for a few", (1...48).map { Fixtures.given($0, lastSeen: -1) }, 2),
      Case("no room", (1...50).map { Fixtures.given($0, lastSeen: -1) }, 0),
      Case("no room by other devices", (1...50).map { Fixtures.given($0, device: UInt32($0 + 1)) }, 0),
      Case("beyond the bound", (1...60).map { Fixtures.given($0, lastSeen: -1) }, 0),
      Case("just expired ones still take room", (1...50).map { Fixtures.given($0, expires: -day + 1) }, 0),
      Case("a day later they don't", (1...50).map { Fixtures.given($0, expires: -day) }, 5),
    ])
  func shortfall(_ test: Case) throws {
    #expect(
      TokenSupply.shortfall(
        of: Fixtures.alice, device: 1, at: Fixtures.endpoint, given: test.given, now: Fixtures.now) == test.shortfall)
    let full = try JID("alice@example.org/phone")
    #expect(
      TokenSupply.shortfall(of: full, device: 1, at: Fixtures.endpoint, given: test.given, now: Fixtures.now)
        == test.shortfall)
  }

  @Test("Tokens that went to no device are a supply of their own")
  func noDevice() {
    let given = [Fixtures.given(1, device: nil), Fixtures.given(2), Fixtures.given(3)]
    #expect(
      TokenSupply.shortfall(of: Fixtures.alice, device: nil, at: Fixtures.endpoint, given: given, now: Fixtures.now) == 4)
  }

  @Test("When our endpoint is another, tokens for the old one are in supply no more, and still take room")
  func rotation() {
    let given = (1...48).map { Fixtures.given($0) }
    let shortfall = TokenSupply.shortfall(
      of: Fixtures.alice, device: 1, at: Fixtures.otherEndpoint, given: given, now: Fixtures.now)
    #expect(shortfall == 2)
  }

  @Test("Held tokens go when they expire, dead or not")
  func purgeHeld() {
    let held = [
      Fixtures.held(1, expires: 1), Fixtures.held(2, expires: 0), Fixtures.held(3, expires: -1, .dead),
      Fixtures.held(4, expires: 1, .dead), Fixtures.held(5, received: -30 * Self.day, expires: nil),
      Fixtures.held(6, received: -30 * Self.day + 1, expires: nil), Fixtures.held(7, expires: -1, .used),
    ]
    #expect(TokenPurge.held(held, now: Fixtures.now) == [2, 3, 5, 7].map(Fixtures.token))
  }

  @Test("Given tokens name their contact until a day after their expiry")
  func purgeGiven() {
    let given = [
      Fixtures.given(1), Fixtures.given(2, expires: -Self.day + 1), Fixtures.given(3, expires: -Self.day),
      Fixtures.given(4, expires: -Self.day, lastSeen: -1),
    ]
    #expect(TokenPurge.given(given, now: Fixtures.now) == [3, 4].map(Fixtures.token))
    #expect(given.map { $0.isRecognised(at: Fixtures.now) } == [true, true, false, false])
  }

  @Test("Minted tokens that were not given go a day before their expiry")
  func purgeMinted() {
    let minted = [0, Self.day, Self.day + 1, -1].enumerated().map { index, expires in
      MintedToken(token: Fixtures.token(index), endpoint: Fixtures.endpoint, expires: Fixtures.after(expires))
    }
    #expect(TokenPurge.minted(minted, now: Fixtures.now) == [0, 1, 3].map(Fixtures.token))
  }

  @Test("A fetched token lives as long as its gateway says, 30 days at most, and keeps its expiry when it is given")
  func fetching() throws {
    func fetched(_ number: Int, days: Int64) -> MintedToken {
      MintedToken(
        fetched: Fixtures.token(number), endpoint: Fixtures.endpoint, expires: Fixtures.after(days * Self.day),
        now: Fixtures.now)
    }
    #expect(fetched(1, days: 9).expires == Fixtures.after(9 * Self.day))
    let minted = fetched(2, days: 365)
    #expect(minted.expires.description == "2026-12-23T12:00:00Z")
    #expect(!minted.isStale(at: Fixtures.after(28 * Self.day)))
    let given = minted.given(to: try JID("alice@example.org/phone"), device: 7, now: Fixtures.after(60))
    #expect(given.contact == Fixtures.alice)
    #expect(given.device == 7)
    #expect(given.issued == Fixtures.after(60))
    #expect(given.lastSeen == nil)
    #expect(given.grant == TokenGrant(token: minted.token, expires: minted.expires))
  }

  @Test("A clock at either end of time breaks nothing", arguments: [Int64.min, .max])
  func extremes(_ seconds: Int64) throws {
    let now = DateTime(secondsSinceEpoch: seconds)
    let minted = MintedToken(
      fetched: Fixtures.token(9), endpoint: Fixtures.endpoint, expires: DateTime(secondsSinceEpoch: .max), now: now)
    _ = minted.isStale(at: now)
    let given = [minted.given(to: Fixtures.alice, device: 1, now: now), Fixtures.given(1)]
    let shortfall = TokenSupply.shortfall(
      of: Fixtures.alice, device: 1, at: Fixtures.endpoint, given: given, now: now)
    #expect(shortfall <= TokenLimits.batch)
    let merge = try TokenMerge(
      Fixtures.payload([1, 2]), from: Fixtures.alice, device: 1, into: [Fixtures.held(3)], now: now)
    _ = TokenPurge.held(merge.saved, now: now)
  }
}
