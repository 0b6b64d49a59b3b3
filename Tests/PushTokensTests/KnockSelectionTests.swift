import PushTokens
import Testing
import XML

@Suite("Which token to knock with")
struct KnockSelectionTests {
  static let day = Fixtures.day

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let held: [HeldToken]
    let chosen: Int?

    init(_ description: String, _ held: [HeldToken], _ chosen: Int?) {
      testDescription = description
      self.held = held
      self.chosen = chosen
    }
  }

  static let cases = [
    Case("nothing held", [], nil),
    Case("the only one", [Fixtures.held(1)], 1),
    Case("another contact's", [Fixtures.held(1, of: Fixtures.mallory)], nil),
    Case("dead", [Fixtures.held(1, .dead)], nil),
    Case("expired", [Fixtures.held(1, expires: -1)], nil),
    Case("expiring this second", [Fixtures.held(1, expires: 0)], nil),
    Case("expiring next second", [Fixtures.held(1, expires: 1)], 1),
    Case("no expiry, 30 days old", [Fixtures.held(1, received: -30 * day, expires: nil)], nil),
    Case("no expiry, a second younger", [Fixtures.held(1, received: -30 * day + 1, expires: nil)], 1),
    Case("used, when nothing else is left", [Fixtures.held(1, .used), Fixtures.held(2, .dead)], 1),
    Case("unused before used that ends sooner", [Fixtures.held(1, expires: 9, .used), Fixtures.held(2)], 2),
    Case("soonest first", [Fixtures.held(1, expires: 9), Fixtures.held(2, expires: 8), Fixtures.held(3)], 2),
    Case("soonest first, among used", [Fixtures.held(1, expires: 9, .used), Fixtures.held(2, expires: 8, .used)], 2),
    Case(
      "no expiry counts as 30 days from receipt",
      [Fixtures.held(1, expires: 30 * day - 60), Fixtures.held(2, received: -120, expires: nil)], 2),
    Case("received first, among equals", [Fixtures.held(1, received: -9), Fixtures.held(2, received: -10)], 2),
    Case("by digits, among equals", [Fixtures.held(0xb), Fixtures.held(0xa), Fixtures.held(0xc)], 0xa),
    Case(
      "all of it", [
        Fixtures.held(1, expires: -5), Fixtures.held(2, expires: 5, .dead), Fixtures.held(3, expires: 6, .used),
        Fixtures.held(4, of: Fixtures.mallory, expires: 1), Fixtures.held(5, device: 2, expires: 7), Fixtures.held(6),
      ], 5),
  ]

  @Test("The choice", arguments: cases)
  func choice(_ test: Case) {
    let chosen = KnockSelection.choose(from: test.held, for: Fixtures.alice, now: Fixtures.now)
    #expect(chosen?.token == test.chosen.map(Fixtures.token))
  }

  @Test("The choice does not depend on the order of the rows", arguments: cases)
  func order(_ test: Case) {
    let chosen = KnockSelection.choose(from: test.held.reversed(), for: Fixtures.alice, now: Fixtures.now)
    #expect(chosen?.token == test.chosen.map(Fixtures.token))
  }

  @Test("A full address finds the contact too")
  func fullAddress() throws {
    let jid = try JID("Alice@Example.org/phone")
    #expect(KnockSelection.choose(from: [Fixtures.held(1, of: jid)], for: jid, now: Fixtures.now) != nil)
    #expect(KnockSelection.choose(from: [Fixtures.held(1, of: jid)], for: Fixtures.alice, now: Fixtures.now) != nil)
  }

  @Test(
    "What a knock makes of a token",
    arguments: [
      (HeldToken.State.unused, KnockResponse.accepted, HeldToken.State.used), (.unused, .unknownToken, .dead),
      (.unused, .retryLater, .unused), (.unused, .failed, .unused), (.used, .accepted, .used),
      (.used, .unknownToken, .dead), (.used, .retryLater, .used), (.used, .failed, .used), (.dead, .accepted, .dead),
      (.dead, .unknownToken, .dead), (.dead, .retryLater, .dead), (.dead, .failed, .dead),
    ])
  func after(before: HeldToken.State, response: KnockResponse, expected: HeldToken.State) {
    #expect(Fixtures.held(1, before).after(response) == Fixtures.held(1, expected))
  }
}
