public import Foundation
public import OMEMO
public import PushTokens

/// What came of a stanza: what happened, and what is to be done now.
public struct ReceivedStanza: Sendable {
  public let sender: Sender
  public let events: [Event]
  /// To be carried out in this order. The state behind them is committed already.
  public let actions: [Action]
}

/// The device that a message came from. Its key made the message; its JID is what the server said, and what the
/// envelope confirms.
public struct Sender: Hashable, Sendable {
  /// The bare JID.
  public let jid: String
  public let device: DeviceID
  public let fingerprint: Fingerprint
  public let trust: Trust
}

/// Something that a stanza brought.
public enum Event: Sendable {
  /// A message to show.
  case message(Message)
  /// Push tokens of the sender's, kept in the ledger: with one of them its devices can be woken.
  case tokens(TokenPayload)
  /// A message without content: it completes a session or moves the ratchet on.
  case empty
}

/// The content of a message.
public struct Message: Sendable {
  /// The body, if there is one.
  public let text: String?
  /// When the sender says that it was written. Compare it with the server's time: a stale one may be a replay.
  public let sentAt: Date?
  /// The other elements of the content, each as XML.
  public let extensions: [String]
}

/// What the app is asked to do with its connection.
public enum Action: Hashable, Sendable {
  /// Send this stanza.
  case send(stanza: String)
  /// Publish ``Device/bundle()`` under the node `urn:xmpp:omemo:2:bundles`, item id = device id.
  case publishBundle
  /// Publish ``Device/deviceList()`` under the node `urn:xmpp:omemo:2:devices`, item id `current`.
  case publishDeviceList
  /// Fetch the account's device list and import it.
  case fetchDeviceList(jid: String)
  /// Fetch the device's bundle and import it.
  case fetchBundle(jid: String, device: DeviceID)
}
