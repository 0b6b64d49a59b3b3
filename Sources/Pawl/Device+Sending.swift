import DoubleRatchet
import OMEMO
import Primitives
import Storage
import X3DH
import XML

extension Device {
  /// Encrypts a text for every trusted device of a contact and of our own account.
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
    let envelope = Envelope(
      content: content, time: DateTime(secondsSinceEpoch: now), from: account.jid, to: to.bare)
    guard let xml = try? envelope.serialised() else { throw SendError.invalidText }
    guard xml.utf8.count <= OMEMOLimits.envelopeBytes else { throw SendError.tooLarge }
    let payload = try PayloadCipher.seal(SecretBytes(copying: Array(xml.utf8)))

    var fanOut = FanOut()
    try seal(payload.keyMaterial, for: to.bare, &fanOut, transaction)
    if fanOut.recipients.isEmpty { throw fanOut.failure }
    if copyingOwnDevices, to.bare != account.jid {
      try seal(payload.keyMaterial, for: account.jid, &fanOut, transaction)
    }
    return EncryptedStanza(
      stanza: try message(to: to, keys: fanOut.keys, payload: payload.ciphertext),
      recipients: fanOut.recipients, omitted: fanOut.omitted, actions: fanOut.actions)
  }

  /// An empty message for one device: it answers a key exchange, so that the peer stops repeating it. Trust is not asked
  /// for: there is nothing in it.
  func emptyMessage(
    to jid: JID, device: DeviceID, _ session: inout Session
  ) throws -> String {
    let sealed = try session.seal(PayloadCipher.emptyKeyMaterial())
    let key = EncryptedElement.Key(
      recipient: device, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes)
    return try message(to: jid, keys: [EncryptedElement.Keys(account: jid.bare, keys: [key])], payload: nil)
  }

  private func message(to: JID, keys: [EncryptedElement.Keys], payload: [UInt8]?) throws -> String {
    try EncryptedMessage(
      from: account.jid, to: to, id: EncryptedMessage.randomID(),
      encrypted: EncryptedElement(sender: id, keys: keys, payload: payload)
    ).element.serialized()
  }

  /// Seals key material for the listed and trusted devices of one account.
  private func seal(
    _ keyMaterial: borrowing SecretBytes, for jid: JID, _ fanOut: inout FanOut,
    _ transaction: borrowing Transaction
  ) throws {
    var keys: [EncryptedElement.Key] = []
    for device in try transaction.devices(of: jid) where device.isListed {
      guard jid != account.jid || device.id != id else { continue }
      let recipient = Recipient(jid: jid.description, device: device.id)
      if device.identityKey != nil, !device.trust.allowsSending {
        fanOut.omitted.append(Omission(recipient: recipient, reason: .untrusted))
        continue
      }
      guard let outgoing = try outgoingSession(with: device, transaction) else {
        fanOut.omitted.append(Omission(recipient: recipient, reason: .noBundle))
        fanOut.actions.append(.fetchBundle(jid: jid.description, device: device.id))
        continue
      }
      let sessionID = outgoing.id
      var session = outgoing.session
      let sealed = try session.seal(keyMaterial)
      try transaction.save(session, sessionID)
      keys.append(
        EncryptedElement.Key(recipient: device.id, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes))
      fanOut.recipients.append(recipient)
    }
    if !keys.isEmpty { fanOut.keys.append(EncryptedElement.Keys(account: jid, keys: keys)) }
  }

  /// The active session with a device, or a new one from its bundle.
  private func outgoingSession(
    with device: DeviceRecord, _ transaction: borrowing Transaction
  ) throws -> OutgoingSession? {
    if let active = try transaction.sessionIDs(with: device.id, of: device.jid).first,
      let session = try transaction.session(active)
    {
      return OutgoingSession(id: active, session: session)
    }
    guard let bundle = try transaction.takeBundle(of: device.id, device.jid)?.verified(for: .omemo2),
      bundle.bundle.identityKey == device.identityKey
    else { return nil }
    let session = try Session(
      initiating: .omemo2, identity: account.identity, bundle: bundle,
      oneTimePreKey: bundle.randomOneTimePreKey())
    let id = SessionID(
      jid: device.jid, device: device.id, exchangeKey: session.exchange.ephemeralKey)
    return OutgoingSession(id: id, session: session)
  }
}

private struct OutgoingSession: ~Copyable {
  let id: SessionID
  let session: Session
}

/// What is gathered while a message is encrypted device by device.
private struct FanOut {
  var keys: [EncryptedElement.Keys] = []
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
