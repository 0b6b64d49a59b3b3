import Foundation
import XML

/// When to knock.
///
/// ChatSecure left it to a button, and took its one attempt at automatic knocks back: each queued message sent another one
/// (ChatSecure-iOS #476). Here one is outstanding at a time, and what is unanswered makes the next one later.
package enum KnockPolicy {
  /// Decides. The first restraint that applies is the answer: those that a user may set aside for himself come after those
  /// that he may not.
  package static func decide(_ situation: KnockSituation) -> KnockDecision {
    if !situation.isOn { return .refrain(.off) }
    if situation.presence == .available { return .refrain(.online) }
    if situation.trigger == .message {
      if situation.presence == .unknown { return .refrain(.presenceUnknown) }
      if situation.waiting == 0 { return .refrain(.nothingWaits) }
      if situation.isWokenByServer == true { return .refrain(.wokenByServer) }
    }
    if !situation.hasToken { return .refrain(.noToken) }
    if let restraint = restraint(by: situation.last, situation) { return .refrain(restraint) }
    return .knock(situation.trigger == .user ? .userAsked : .messagesWait(situation.waiting))
  }

  /// What the last knock has against another one.
  private static func restraint(by last: KnockRecord?, _ situation: KnockSituation) -> KnockRestraint? {
    // A clock that was set back must not silence us for as long as it was ahead.
    guard let last, last.at <= situation.now else { return nil }
    if last.response == nil, situation.now < last.at.adding(KnockLimits.flight) { return .underWay }
    let due =
      switch (situation.trigger, last.response) {
      case (.message, _), (.user, .unknownToken): last.notBefore
      case (.user, _): last.at.adding(KnockLimits.userPause)
      }
    guard situation.now < due else { return nil }
    return .unanswered(until: Date(timeIntervalSince1970: Double(due.secondsSinceEpoch)))
  }
}
