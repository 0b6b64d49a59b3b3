package import XML

/// The last knock at a contact. It is dropped with the first sign of life of his.
package struct KnockRecord: Hashable, Sendable {
  package let at: DateTime
  /// `nil` while the endpoint has not answered.
  package let response: KnockResponse?
  /// How many in a row had no effect, this one included.
  package let unanswered: Int
  /// Before this no other goes out by itself.
  package let notBefore: DateTime

  package init(at: DateTime, response: KnockResponse?, unanswered: Int, notBefore: DateTime) {
    self.at = at
    self.response = response
    self.unanswered = unanswered
    self.notBefore = notBefore
  }

  /// The record of a knock that is about to be sent.
  ///
  /// - Parameter random: from 0 up to 1. It is spent here, once a knock: drawn again at each look, the shortest pause would
  ///   win.
  package init(after former: KnockRecord?, now: DateTime, random: Double) {
    let unanswered = min((former?.unanswered ?? 0) + 1, Self.countedAtMost)
    at = now
    response = nil
    self.unanswered = unanswered
    notBefore = now.adding(Self.pause(unanswered: unanswered, random: random))
  }

  /// The record once the endpoint has answered.
  package func answered(_ response: KnockResponse) -> KnockRecord {
    switch response {
    case .accepted, .retryLater, .failed:
      KnockRecord(at: at, response: response, unanswered: unanswered, notBefore: notBefore)
    case .unknownToken:
      // Nobody was knocked at. The token is dead, the next one may be tried at once, and there are few.
      KnockRecord(at: at, response: response, unanswered: unanswered - 1, notBefore: at)
    }
  }

  /// Doubled with each knock that had no effect; half of it is up to chance.
  static func pause(unanswered: Int, random: Double) -> Int64 {
    let doubled = KnockLimits.firstPause << Int64(min(max(unanswered, 1), countedAtMost) - 1)
    let ceiling = min(KnockLimits.longestPause, doubled)
    return ceiling / 2 + Int64(Double(ceiling - ceiling / 2) * min(max(random, 0), 1))
  }

  /// 2^15 times a quarter of an hour is far beyond the longest pause.
  private static let countedAtMost = 16
}
