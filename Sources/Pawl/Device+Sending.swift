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
    guard let to = try? JID(jid), Self.account(jid) != nil else { throw .invalidJID }
    let body = Element("body", namespace: "jabber:client", text: text)
    do {
      return log.encrypted(try store.transaction { try encrypt(text: body, to: to, now: now, $0) })
    } catch {
      throw log.refused("text", SendError(error))
    }
  }

  /// The same, and the app writes rows of its own, such as the stanza into an outbox, in the transaction that commits the
  /// ratchet.
  ///
  /// - Parameter write: gets the open database and what is to be sent. Nothing of it may be used after it returned.
  /// - Throws: ``SendError``, or what `write` throws. Nothing has changed then, except with ``StorageError/mirrorFailed``: what
  ///   was written is on disk and must not be sent. Delete it, and encrypt the text again.
  public func encrypt(
    _ text: String, to jid: String, now: Int64,
    writing write: @Sendable (AppDatabase, EncryptedStanza) throws -> Void
  ) throws -> EncryptedStanza {
    guard let to = try? JID(jid), Self.account(jid) != nil else { throw SendError.invalidJID }
    let body = Element("body", namespace: "jabber:client", text: text)
    do {
      return log.encrypted(
        try store.transaction { transaction in
          let encrypted = try encrypt(text: body, to: to, now: now, transaction)
          try WriteFailure.marking { try write(transaction.database, encrypted) }
          return encrypted
        })
    } catch let failure as WriteFailure {
      throw failure.cause
    } catch {
      throw log.refused("text", SendError(error))
    }
  }

  /// A text to a contact: it counts as waiting for him, and the devices that can read it are given the tokens that they lack.
  private func encrypt(
    text body: Element, to: JID, now: Int64, _ transaction: borrowing Transaction
  ) throws -> EncryptedStanza {
    var sent = try encrypt([body], to: to, for: [to.bare, account.jid], now: now, transaction)
    try transaction.noteWaiting(for: to)
    let readers = sent.recipients.filter { $0.jid == to.bare.description }.map(\.device)
    sent.actions += try supplyTokens(to: readers, of: to, now: now, transaction)
    return sent
  }

  /// Encrypts content elements within a transaction.
  ///
  /// - Parameters:
  ///   - to: where the stanza goes: a contact, or a room.
  ///   - accounts: whose devices are to read it. Nothing is sent that only our own could.
  func encrypt(
    _ content: [Element], to: JID, isGroupchat: Bool = false, for accounts: [JID], now: Int64,
    _ transaction: borrowing Transaction
  ) throws -> EncryptedStanza {
    for jid in accounts { _ = try review(jid, now: now, transaction) }
    if let ended = try endedEncryption(with: to, transaction) { throw SendError.encryptionEnded(isOurs: ended.isOurs) }
    var content = try OutgoingContent(
      content, time: DateTime(secondsSinceEpoch: now), from: account.jid, to: to)
    var fanOut = FanOut(policy: try transaction.trustPolicy(), now: now)
    // To ourselves there is but one account to write to.
    let named = Set(accounts).map { (name: $0.description, jid: $0) }.sorted { $0.name < $1.name }
    for account in named { try seal(&content, for: account.jid, &fanOut, transaction) }
    let isReadable = fanOut.recipients.contains { $0.jid != account.jid.description }
    guard isReadable || to.bare == account.jid, !fanOut.recipients.isEmpty else { throw fanOut.failure }
    guard fanOut.recipients.count <= OMEMOLimits.keysPerMessage else { throw SendError.tooManyRecipients }
    var encrypted: [EncryptedElement] = []
    for namespace in Namespace.allCases.reversed() {
      guard let keys = fanOut.keys[namespace] else { continue }
      encrypted.append(
        EncryptedElement(
          namespace: namespace, sender: id, keys: keys, payload: content.payload(in: namespace)))
    }
    return EncryptedStanza(
      stanza: try stanza(to: to, isGroupchat: isGroupchat, encrypted, isShown: content.isText),
      recipients: fanOut.recipients, omitted: fanOut.omitted, actions: fanOut.actions)
  }

  func stanza(
    to: JID, isGroupchat: Bool = false, _ encrypted: [EncryptedElement], isShown: Bool
  ) throws -> String {
    let stanza = try EncryptedMessage(
      from: account.jid, to: to, id: EncryptedMessage.randomID(), encrypted: encrypted, isShown: isShown,
      isGroupchat: isGroupchat
    ).element.serialized()
    // No receiver would take it, and the keys that it has would be spent.
    guard stanza.utf8.count <= XMLLimits.stanzaBytes else { throw SendError.tooLarge }
    return stanza
  }

  /// Seals the content's keys for those listed devices of one account that the trust policy lets it go to.
  private func seal(
    _ content: inout OutgoingContent, for jid: JID, _ fanOut: inout FanOut, _ transaction: borrowing Transaction
  ) throws {
    var keys: [Namespace: [EncryptedElement.Key]] = [:]
    for device in try transaction.devices(of: jid) where !device.listings.isEmpty {
      guard jid != account.jid || device.id != id else { continue }
      let recipient = Recipient(jid: jid.description, device: device.id)
      if device.identityKey != nil, !fanOut.policy.allowsSending(to: device.trust) {
        fanOut.omitted.append(Omission(recipient: recipient, reason: Omission.Reason(refusing: device.trust)))
        continue
      }
      let takesContent = content.isText || device.understandsTokens
      guard let outgoing = try outgoingSession(with: device, allowsLegacy: takesContent, &fanOut, transaction) else {
        let isTextOnly = !takesContent && device.listings == [.legacy]
        fanOut.omitted.append(Omission(recipient: recipient, reason: isTextOnly ? .textOnly : .noBundle))
        continue
      }
      let sessionID = outgoing.id
      var session = outgoing.session
      let sealed = try content.sealKey(in: &session)
      try transaction.save(session, sessionID, after: .sealed, now: fanOut.now)
      keys[session.profile.namespace, default: []].append(
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
    with device: DeviceRecord, allowsLegacy: Bool, _ fanOut: inout FanOut, _ transaction: borrowing Transaction
  ) throws -> OutgoingSession? {
    for namespace in Namespace.allCases.reversed() where namespace != .legacy || allowsLegacy {
      if let active = try transaction.sendingSession(with: device.id, of: device.jid, in: namespace) {
        return OutgoingSession(id: active.id, session: try transaction.open(active))
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
  let policy: TrustPolicy
  let now: Int64
  var keys: [Namespace: [EncryptedElement.Keys]] = [:]
  var recipients: [Recipient] = []
  var omitted: [Omission] = []
  var actions: [Action] = []

  /// Why nobody can read the message.
  var failure: SendError {
    guard !omitted.isEmpty else { return .noDevices }
    return .noUsableDevice(omitted, actions)
  }
}
