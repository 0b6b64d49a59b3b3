import DoubleRatchet
import OMEMO
import Primitives
import Storage
import X3DH
import XML

extension Device {
  /// Encrypts a text for every trusted device of a contact and of our own account, for each in the newest version of
  /// OMEMO that it offers.
  ///
  /// - Parameters:
  ///   - text: the body. Control characters other than tab and line breaks cannot be sent.
  ///   - jid: the contact.
  ///   - now: seconds since 1970, for the envelope.
  public func encrypt(_ text: String, to jid: String, now: Int64) throws(SendError) -> EncryptedStanza {
    guard let to = try? JID(jid) else { throw .invalidJID }
    let body = Element("body", namespace: "jabber:client", text: text)
    do {
      return try store.transaction { transaction in
        try encrypt([body], to: to, copyingOwnDevices: true, now: now, transaction)
      }
    } catch {
      throw SendError(error)
    }
  }

  /// Encrypts content elements within a transaction.
  ///
  /// - Parameter copyingOwnDevices: whether our account's other devices are to read it too.
  func encrypt(
    _ content: [Element], to: JID, copyingOwnDevices: Bool, now: Int64, _ transaction: borrowing Transaction
  ) throws -> EncryptedStanza {
    var content = try OutgoingContent(
      content, time: DateTime(secondsSinceEpoch: now), from: account.jid, to: to)
    var fanOut = FanOut()
    try seal(&content, for: to.bare, &fanOut, transaction)
    if fanOut.recipients.isEmpty { throw fanOut.failure }
    if copyingOwnDevices, to.bare != account.jid {
      try seal(&content, for: account.jid, &fanOut, transaction)
    }
    var encrypted: [EncryptedElement] = []
    for namespace in Namespace.allCases.reversed() {
      guard let keys = fanOut.keys[namespace] else { continue }
      encrypted.append(
        EncryptedElement(
          namespace: namespace, sender: id, keys: keys, payload: content.payload(in: namespace)))
    }
    return EncryptedStanza(
      stanza: try stanza(to: to, encrypted, isShown: content.isText),
      recipients: fanOut.recipients, omitted: fanOut.omitted, actions: fanOut.actions)
  }

  /// An empty message for one device: it answers a key exchange, so that the peer stops repeating it, or begins a session.
  func emptyMessage(to jid: JID, device: DeviceID, _ session: inout Session) throws -> String {
    let namespace = session.profile.namespace
    let sealed =
      switch namespace {
      case .omemo2: try session.seal(PayloadCipher.emptyKeyMaterial())
      case .legacy: try session.seal(LegacyPayloadCipher.emptyKeyMaterial())
      }
    let key = EncryptedElement.Key(
      recipient: device, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes)
    let encrypted = EncryptedElement(
      namespace: namespace, sender: id, keys: [EncryptedElement.Keys(account: jid.bare, keys: [key])], payload: nil)
    return try stanza(to: jid, [encrypted], isShown: false)
  }

  private func stanza(to: JID, _ encrypted: [EncryptedElement], isShown: Bool) throws -> String {
    try EncryptedMessage(
      from: account.jid, to: to, id: EncryptedMessage.randomID(), encrypted: encrypted, isShown: isShown
    ).element.serialized()
  }

  /// Seals the content's keys for the listed and trusted devices of one account.
  private func seal(
    _ content: inout OutgoingContent, for jid: JID, _ fanOut: inout FanOut, _ transaction: borrowing Transaction
  ) throws {
    var keys: [Namespace: [EncryptedElement.Key]] = [:]
    for device in try transaction.devices(of: jid) where !device.listings.isEmpty {
      guard jid != account.jid || device.id != id else { continue }
      let recipient = Recipient(jid: jid.description, device: device.id)
      if device.identityKey != nil, !device.trust.allowsSending {
        fanOut.omitted.append(Omission(recipient: recipient, reason: .untrusted))
        continue
      }
      guard let outgoing = try outgoingSession(with: device, &fanOut, transaction) else {
        fanOut.omitted.append(Omission(recipient: recipient, reason: .noBundle))
        continue
      }
      let sessionID = outgoing.id
      var session = outgoing.session
      let namespace = session.profile.namespace
      if namespace == .legacy, !content.isText, !device.understandsTokens {
        fanOut.omitted.append(Omission(recipient: recipient, reason: .textOnly))
        continue
      }
      let sealed = try content.sealKey(in: &session)
      try transaction.save(session, sessionID)
      keys[namespace, default: []].append(
        EncryptedElement.Key(recipient: device.id, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes))
      fanOut.recipients.append(recipient)
    }
    for (namespace, keys) in keys {
      fanOut.keys[namespace, default: []].append(EncryptedElement.Keys(account: jid, keys: keys))
    }
  }

  /// The active session with a device in the newest version that there is one of, or that one can be begun in.
  ///
  /// A session of the newer version is kept to even when the device's list no longer offers it: a server that takes an
  /// entry away must not bring a conversation down to the older version.
  private func outgoingSession(
    with device: DeviceRecord, _ fanOut: inout FanOut, _ transaction: borrowing Transaction
  ) throws -> OutgoingSession? {
    for namespace in Namespace.allCases.reversed() {
      if let active = try transaction.sessionIDs(with: device.id, of: device.jid, in: namespace).first,
        let session = try transaction.session(active)
      {
        return OutgoingSession(id: active, session: session)
      }
      guard device.listings.contains(namespace) else { continue }
      if let session = try newSession(with: device, in: namespace, transaction) { return session }
      fanOut.actions.append(
        .fetchBundle(jid: device.jid.description, device: device.id, namespace))
    }
    return nil
  }

  /// Begins a session from the bundle that is kept for a device.
  func newSession(
    with device: DeviceRecord, in namespace: Namespace, _ transaction: borrowing Transaction
  ) throws -> OutgoingSession? {
    guard let bundle = try transaction.takeBundle(of: device.id, device.jid, in: namespace)?.verified(),
      try bundle.bundle.identityKey.agreementKey() == device.identityKey
    else { return nil }
    let session = try Session(
      initiating: namespace.profile, identity: account.identity, bundle: bundle,
      oneTimePreKey: bundle.randomOneTimePreKey(), registrationID: id.value)
    let sessionID = SessionID(jid: device.jid, device: device.id, exchangeKey: session.exchange.ephemeralKey)
    return OutgoingSession(id: sessionID, session: session)
  }
}

/// A session that is about to seal a message.
struct OutgoingSession: ~Copyable {
  let id: SessionID
  let session: Session
}

/// What is gathered while a message is encrypted device by device.
private struct FanOut {
  var keys: [Namespace: [EncryptedElement.Keys]] = [:]
  var recipients: [Recipient] = []
  var omitted: [Omission] = []
  var actions: [Action] = []

  /// Why nobody can read the message.
  var failure: SendError {
    guard !omitted.isEmpty else { return .noDevices }
    return .noUsableDevice(
      untrusted: omitted.count { $0.reason == .untrusted },
      withoutBundle: omitted.count { $0.reason == .noBundle })
  }
}
