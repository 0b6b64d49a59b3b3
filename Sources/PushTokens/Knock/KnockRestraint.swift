public import Foundation

/// Why no knock goes out.
public enum KnockRestraint: Hashable, Sendable {
  /// Push is switched off for this account.
  case off
  /// The contact is online: what is sent arrives without.
  case online
  /// Whether the contact is online is not known. Somebody who never let us see his presence is not woken unasked.
  case presenceUnknown
  case nothingWaits
  /// The contact's server does push itself (XEP-0357) and wakes him for each message.
  case wokenByServer
  /// No token of the contact's is held that may be used.
  case noToken
  /// The endpoint has not answered the last knock yet.
  case underWay
  /// The last knock has had no effect yet; there is another after this time.
  case unanswered(until: Date)

  /// One line for people.
  public var line: String {
    switch self {
    case .off: "push is switched off"
    case .online: "the contact is online"
    case .presenceUnknown: "whether the contact is online is not known"
    case .nothingWaits: "no message waits for the contact"
    case .wokenByServer: "the contact's server wakes him by itself (XEP-0357)"
    case .noToken: "no token of the contact's is held"
    case .underWay: "the last knock is under way"
    case .unanswered(let until): "the last knock is unanswered; the next is due after \(until.formatted(.iso8601))"
    }
  }
}
