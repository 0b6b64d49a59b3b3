public import Foundation
public import OMEMO
public import PushTokens
import XML

/// The ledger of push tokens: ours and whom we gave them to, and those that contacts gave us.
public struct TokenLedger: Sendable {
  /// Ours that nobody has yet.
  public let unclaimed: [Entry]
  /// Ours, and who has them.
  public let given: [Entry]
  /// Contacts', to knock with.
  public let held: [Entry]

  public struct Entry: Sendable {
    public let token: PushToken
    public let endpoint: PushEndpoint
    /// The bare JID; `nil` while unclaimed.
    public let contact: String?
    /// The contact's device; `nil` when the tokens went to all of them.
    public let device: DeviceID?
    /// For a token of ours, when a push last brought it; for a contact's, whether a knock was accepted.
    public let isUsed: Bool
    public let expiresAt: Date
  }
}

/// Whom a token of ours was given to, and so whose knock a push with it is.
public struct TokenOwner: Sendable {
  /// The bare JID.
  public let jid: String
  public let givenAt: Date
  public let expiresAt: Date

  /// What a notification for the push is to say: the title, and nothing else. The address of a contact who knocked; of our own
  /// account for a push of its server. The app has a better name for it.
  public var notificationTitle: String { jid }

  init(_ token: GivenToken) {
    jid = token.contact.description
    givenAt = token.issued.date
    expiresAt = token.expires.date
  }
}

extension TokenLedger.Entry {
  init(_ token: MintedToken) {
    self.init(
      token: token.token, endpoint: token.endpoint, contact: nil, device: nil, isUsed: false,
      expiresAt: token.expires.date)
  }

  init(_ token: GivenToken) {
    self.init(
      token: token.token, endpoint: token.endpoint, contact: token.contact.description,
      device: token.device.flatMap { DeviceID($0) }, isUsed: token.lastSeen != nil, expiresAt: token.expires.date)
  }

  init(_ token: HeldToken) {
    self.init(
      token: token.token, endpoint: token.endpoint, contact: token.contact.description,
      device: DeviceID(token.device), isUsed: token.state != .unused, expiresAt: token.end.date)
  }
}

extension DateTime {
  var date: Date {
    Date(timeIntervalSince1970: Double(secondsSinceEpoch))
  }
}
