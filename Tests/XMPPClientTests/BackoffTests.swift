import Testing
import XMPPClient

@Suite("Connecting again")
struct BackoffTests {
  @Test("Each wait is up to twice the last, half of it by chance, and none is longer than five minutes")
  func waits() {
    var shortest = Backoff()
    var longest = Backoff()
    var expected = 2.0
    for _ in 0..<1000 {
      let least = shortest.next(random: 0)
      let most = longest.next(random: 1)
      #expect(least == .seconds(expected / 2))
      #expect(most == .seconds(expected))
      expected = min(expected * 2, 300)
    }
    shortest.reset()
    #expect(shortest.next(random: 0) == .seconds(1))
  }

  @Test("What trying again cannot mend is permanent, and what it can is not")
  func permanence() {
    for error in [ConnectionError.noMechanism, .downgraded, .scram(.wrongServerSignature), .closed(.conflict), .refused(.notAuthorized)] {
      #expect(error.isPermanent)
    }
    for error in [
      ConnectionError.unreachable, .timedOut, .tlsFailed, .tlsUnavailable, .injection, .closed(nil),
      .closed(.systemShutdown), .refused(.temporaryAuthFailure), .stream(.strayText),
    ] {
      #expect(!error.isPermanent)
    }
  }
}
