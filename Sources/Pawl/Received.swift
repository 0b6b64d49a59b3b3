public import Foundation
public import OMEMO
public import PushTokens

/// What came of a stanza: what happened, and what is to be done now.
public struct ReceivedStanza: Sendable {
  public let sender: Sender
  public let events: [Event]
  /// To be carried out in this order. The state behind them is committed already.
  public let actions: [Action]

  /// The same with nothing to send.
  var withoutStanzas: ReceivedStanza {
    let others = actions.filter { if case .send = $0 { false } else { true } }
    return ReceivedStanza(sender: sender, events: events, actions: others)
  }
}

/// The device that a message came from. Its key made the message; its JID is what the server said, and what the
/// envelope confirms.
public struct Sender: Hashable, Sendable {
  /// The bare JID.
  public let jid: String
  /// The address that it came from, with the resource if it had one: of the client to ask for
  /// ``Device/tokenFeature``.
  public let address: String
  public let device: DeviceID
  /// The version of OMEMO that it came in.
  public let namespace: Namespace
  public let fingerprint: Fingerprint
  public let trust: Trust
  /// Who it is, the same at every host: of a key address the Base32 of its key, else the bare JID. Conversations and
  /// contacts are told apart by this.
  public let identity: String
}

/// Something that a stanza brought.
public enum Event: Sendable {
  /// A message to show.
  case message(Message)
  /// Push tokens of the sender's, kept in the ledger: with one of them its devices can be woken.
  case tokens(TokenPayload)
  /// A step of the verification by a shared secret with this device: see ``Device/verifications()``.
  case verification(VerificationEvent)
  /// The contact, or another device of ours, ended the encryption of this conversation: show it, with the reason that was
  /// given, and send nothing until the user has decided. See ``Device/endEncryption(with:reason:now:)``.
  case encryptionEnded(contact: String, reason: String?)
  /// A key is trusted otherwise than before, because a verified device said so: see ``Device/setTrust(_:in:of:device:now:)``.
  case trustChanged(TrustChange)
  /// A verified device of our own account, or of a contact, holds this device's key for lost or stolen. Ask the user;
  /// nothing here has changed.
  case thisDeviceDistrusted(by: Recipient)
  /// A message without content: it completes a session or moves the ratchet on.
  case empty
}

/// The content of a message.
public struct Message: Sendable {
  /// The body, if there is one.
  public let text: String?
  /// A sign of OTR in the body.
  public let otrHint: OTRHint?
  /// When the sender says that it was written. Compare it with the server's time: a stale one may be a replay.
  public let sentAt: Date?
  /// The other elements of the content, each as XML.
  public let extensions: [String]
}

/// What the app is asked to do with its connection.
public enum Action: Hashable, Sendable {
  /// Send this stanza.
  case send(stanza: String)
  /// Publish ``Device/bundle(_:)`` under ``Namespace/bundleNode(of:)``, with the item id ``Namespace/bundleItem(of:)``.
  case publishBundle(Namespace)
  /// Publish ``Device/deviceList(_:)`` under ``Namespace/deviceListNode``, with the item id `current`.
  case publishDeviceList(Namespace)
  /// Fetch the account's device list and import it.
  case fetchDeviceList(jid: String, Namespace)
  /// Fetch the device's bundle and import it.
  case fetchBundle(jid: String, device: DeviceID, Namespace)
  /// Have our gateway make so many push tokens, and hand them to ``Device/addTokens(_:now:)``.
  case fetchTokens(Int)
  /// Have our gateway forget these tokens, and say so with ``Device/noteRevoked(_:)``.
  case revokeTokens([PushToken])
  /// Publish ``Device/deviceStatement(item:)`` under ``Device/deviceStatementNode``, with this item id, open to everyone and
  /// with `pubsub#max_items` = max.
  case publishDeviceStatement(item: String)
  /// Publish ``Device/addressList(of:)`` under ``Device/addressListNode``, with the item id `current`, open to everyone.
  case publishAddressList
  /// Fetch all items of the account's ``Device/deviceStatementNode`` and import them.
  case fetchDeviceStatements(jid: String)
  /// Fetch the item of the account's ``Device/addressListNode`` and import it, or `nil` where there is none.
  case fetchAddressList(jid: String)
}
