import Foundation
import PushTokens
import Testing
import XML

@Suite("When to knock")
struct KnockPolicyTests {
  /// A message waits for a contact who is offline, of whom a token is held, and nothing was tried before.
  static let due = KnockSituation(
    trigger: .message, isOn: true, presence: .unavailable, waiting: 1, isWokenByServer: nil, hasToken: true, last: nil,
    now: Fixtures.now)

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let situation: KnockSituation
    let decision: KnockDecision

    init(_ description: String, _ decision: KnockDecision, _ change: (inout KnockSituation) -> Void = { _ in }) {
      testDescription = description
      var situation = KnockPolicyTests.due
      change(&situation)
      self.situation = situation
      self.decision = decision
    }
  }

  /// A knock some seconds ago, and the pause that it asked for.
  static func knock(
    _ ago: Int64, _ response: KnockResponse?, unanswered: Int = 1, pause: Int64 = 600
  ) -> KnockRecord {
    KnockRecord(
      at: Fixtures.after(-ago), response: response, unanswered: unanswered, notBefore: Fixtures.after(pause - ago))
  }

  static func until(_ seconds: Int64) -> KnockDecision {
    .refrain(.unanswered(until: Date(timeIntervalSince1970: Double(Fixtures.after(seconds).secondsSinceEpoch))))
  }

  static let cases = [
    Case("a message waits", .knock(.messagesWait(1))),
    Case("three wait", .knock(.messagesWait(3))) { $0.waiting = 3 },
    Case("off", .refrain(.off)) { $0.isOn = false },
    Case("online", .refrain(.online)) { $0.presence = .available },
    Case("presence not known", .refrain(.presenceUnknown)) { $0.presence = .unknown },
    Case("nothing waits", .refrain(.nothingWaits)) { $0.waiting = 0 },
    Case("the server wakes him", .refrain(.wokenByServer)) { $0.isWokenByServer = true },
    Case("the server is known not to", .knock(.messagesWait(1))) { $0.isWokenByServer = false },
    Case("no token", .refrain(.noToken)) { $0.hasToken = false },
    Case("under way", .refrain(.underWay)) { $0.last = knock(59, nil) },
    Case("under way no more, and its pause not over", until(540)) { $0.last = knock(60, nil) },
    Case("accepted, before the pause is over", until(1)) { $0.last = knock(599, .accepted) },
    Case("accepted, the pause over", .knock(.messagesWait(1))) { $0.last = knock(600, .accepted) },
    Case("to be tried later, before", until(1)) { $0.last = knock(599, .retryLater) },
    Case("to be tried later, then", .knock(.messagesWait(1))) { $0.last = knock(600, .retryLater) },
    Case("failed, before", until(1)) { $0.last = knock(599, .failed) },
    Case("the token was not known: the next one at once", .knock(.messagesWait(1))) {
      $0.last = knock(0, .unknownToken, unanswered: 0, pause: 0)
    },
    Case("a clock that was set back", .knock(.messagesWait(1))) { $0.last = knock(-1, .accepted, pause: 86400) },

    Case("the user asks", .knock(.userAsked)) { $0.trigger = .user },
    Case("the user asks, presence not known", .knock(.userAsked)) { ($0.trigger, $0.presence) = (.user, .unknown) },
    Case("the user asks, nothing waits", .knock(.userAsked)) { ($0.trigger, $0.waiting) = (.user, 0) },
    Case("the user asks, the server wakes him", .knock(.userAsked)) { ($0.trigger, $0.isWokenByServer) = (.user, true) },
    Case("the user asks, off", .refrain(.off)) { ($0.trigger, $0.isOn) = (.user, false) },
    Case("the user asks, online", .refrain(.online)) { ($0.trigger, $0.presence) = (.user, .available) },
    Case("the user asks, no token", .refrain(.noToken)) { ($0.trigger, $0.hasToken) = (.user, false) },
    Case("the user asks, under way", .refrain(.underWay)) { ($0.trigger, $0.last) = (.user, knock(9, nil)) },
    Case("the user asks again within a minute", until(1)) { ($0.trigger, $0.last) = (.user, knock(59, .accepted)) },
    Case("the user asks again after it", .knock(.userAsked)) { ($0.trigger, $0.last) = (.user, knock(60, .accepted)) },
  ]

  @Test("The decision", arguments: cases)
  func decision(_ test: Case) {
    #expect(KnockPolicy.decide(test.situation) == test.decision)
  }

  /// 2 triggers, on and off, 3 presences, waiting or not, 3 states of the server, a token or none: all 144, by the rule said
  /// in words once more.
  @Test("Every combination, without a knock before")
  func exhaustive() {
    var knocked = 0
    for trigger in KnockTrigger.allCases {
      for isOn in [true, false] {
        for presence in ContactPresence.allCases {
          for waiting in [0, 2] {
            for woken in [nil, true, false] {
              for hasToken in [true, false] {
                let decision = KnockPolicy.decide(
                  KnockSituation(
                    trigger: trigger, isOn: isOn, presence: presence, waiting: waiting, isWokenByServer: woken,
                    hasToken: hasToken, last: nil, now: Fixtures.now))
                let isDue = presence == .unavailable && waiting > 0 && woken != true
                let isKnock = isOn && hasToken && presence != .available && (trigger == .user || isDue)
                if case .knock = decision { knocked += 1 }
                #expect((decision == .knock(trigger == .user ? .userAsked : .messagesWait(waiting))) == isKnock)
              }
            }
          }
        }
      }
    }
    #expect(knocked == 2 * 2 * 3 + 2)
  }

  @Test("Each decision has one line for people")
  func lines() {
    let decisions =
      Self.cases.map(\.decision) + [.refrain(.off), .knock(.messagesWait(2)), .knock(.userAsked)]
    for decision in decisions {
      #expect(!decision.line.isEmpty && !decision.line.contains("\n"))
      if case .knock = decision { #expect(decision.line.hasPrefix("knock: ")) }
      if case .refrain = decision { #expect(decision.line.hasPrefix("no knock: ")) }
    }
  }

  @Test(
    "The pause doubles from a quarter of an hour to a day, half of it by chance",
    arguments: [(1, 900), (2, 1800), (3, 3600), (7, 57600), (8, 86400), (16, 86400), (1000, 86400)])
  func pauses(unanswered: Int, ceiling: Int64) {
    let former = unanswered == 1 ? nil : Self.knock(9, .accepted, unanswered: unanswered - 1)
    func pause(_ random: Double) -> Int64 {
      let record = KnockRecord(after: former, now: Fixtures.now, random: random)
      return record.notBefore.secondsSinceEpoch - Fixtures.now.secondsSinceEpoch
    }
    #expect(pause(0) == ceiling / 2 && pause(0.5) == ceiling * 3 / 4 && pause(1) == ceiling)
    #expect(pause(-5) == ceiling / 2 && pause(7) == ceiling)
  }

  @Test("What an answer makes of a knock: only an unknown token is none")
  func answers() {
    let begun = KnockRecord(after: Self.knock(9, .accepted, unanswered: 3), now: Fixtures.now, random: 0)
    #expect(begun.response == nil && begun.unanswered == 4)
    for response in [KnockResponse.accepted, .retryLater, .failed] {
      let answered = begun.answered(response)
      #expect(answered.response == response && answered.unanswered == 4 && answered.notBefore == begun.notBefore)
    }
    let unknown = begun.answered(.unknownToken)
    #expect(unknown.unanswered == 3 && unknown.notBefore == Fixtures.now)
  }

  @Test("A phone that stays off for a month is knocked at between 30 and 70 times, whatever is written to it")
  func month() {
    var random = SystemRandomNumberGenerator()
    var last: KnockRecord?
    var knocks = 0
    for minute in 0..<Int64(30 * 24 * 60) {
      var situation = Self.due
      (situation.waiting, situation.last, situation.now) = (Int(minute) + 1, last, Fixtures.after(minute * 60))
      guard case .knock = KnockPolicy.decide(situation) else { continue }
      knocks += 1
      last = KnockRecord(after: last, now: situation.now, random: .random(in: 0..<1, using: &random)).answered(.accepted)
    }
    #expect((30..<70).contains(knocks))
  }
}
