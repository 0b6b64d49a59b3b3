import DoubleRatchet
import Foundation
import OMEMO
import Primitives
import PushTokens
import Storage
import XML

extension Device {
  /// Decrypts a `<message/>` as the server delivered it, `from` included.
  ///
  /// Everything that it changes is committed when it returns; when it throws, nothing has changed.
  ///
  /// - Parameter now: seconds since 1970.
  public func receive(_ stanza: String, now: Int64) throws(ReceiveError) -> ReceivedStanza {
    do {
      let message = try EncryptedMessage(Element.parse(Array(stanza.utf8)))
      guard let key = message.encrypted.key(for: id, of: account.jid), !isOwn(message) else {
        throw ReceiveError.notForThisDevice
      }
      return try store.transaction { transaction in
        try receive(message, key, now: now, transaction)
      }
    } catch {
      throw ReceiveError(error)
    }
  }

  /// A reflection of what this device sent. Another account may have a device of the same id.
  private func isOwn(_ message: EncryptedMessage) -> Bool {
    message.from.bare == account.jid && message.encrypted.sender == id
  }

  private func receive(
    _ message: EncryptedMessage, _ key: EncryptedElement.Key, now: Int64, _ transaction: borrowing Transaction
  ) throws -> ReceivedStanza {
    let incoming = Incoming(jid: message.from.bare, device: message.encrypted.sender, now: now)
    let opened = try key.isKeyExchange
      ? openKeyExchange(key.bytes, incoming, transaction)
      : openMessage(RatchetMessage(key.bytes), incoming, transaction)

    let events: [Event]
    if let payload = message.encrypted.payload {
      let plaintext = try PayloadCipher.open(payload, keyMaterial: opened.keyMaterial)
      let envelope = try Envelope(parsing: plaintext.declassified())  // the user's message
      try check(envelope, of: message)
      events = try self.events(of: envelope, incoming, transaction)
    } else {
      events = [.empty]
    }
    guard let device = try transaction.device(incoming.device, of: incoming.jid), let peerKey = device.identityKey else {
      throw StorageError.corrupt
    }
    return ReceivedStanza(
      sender: Sender(
        jid: incoming.jid.description, device: incoming.device,
        fingerprint: try Fingerprint(peerKey), trust: device.trust),
      events: events,
      actions: opened.actions + (device.isListed ? [] : [.fetchDeviceList(jid: incoming.jid.description)]))
  }

  /// A message of a session that exists. The active session is tried first; the others are there for late messages and
  /// for sessions that both sides began at once (Sesame, section 3.4).
  private func openMessage(
    _ message: RatchetMessage, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Opened {
    var failure = ReceiveError.noSession
    for id in try transaction.sessionIDs(with: incoming.device, of: incoming.jid) {
      guard var session = try transaction.session(id) else { throw StorageError.corrupt }
      do {
        return Opened(keyMaterial: try open(message, &session, id, incoming.now, transaction), actions: [])
      } catch SessionError.authenticationFailed {
        if failure != .tooFarAhead { failure = .undecryptable }
      } catch SessionError.tooFarAhead {
        failure = .tooFarAhead
      }
    }
    throw failure
  }

  /// A key exchange: of a session that we have, when the peer has not heard from us yet; else of a new one.
  private func openKeyExchange(
    _ bytes: [UInt8], _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Opened {
    let exchange = try KeyExchange(bytes)
    let message = try RatchetMessage(exchange.message)
    guard try transaction.bind(exchange.id.identityKey, to: incoming.device, of: incoming.jid) else {
      throw ReceiveError.identityChanged
    }
    let id = SessionID(jid: incoming.jid, device: incoming.device, exchangeKey: exchange.id.ephemeralKey)
    if var session = try transaction.session(id) {
      // Our own exchange, sent back to us, is no answer.
      guard session.role == .responder, session.exchange == exchange.id else { throw ReceiveError.undecryptable }
      return Opened(keyMaterial: try open(message, &session, id, incoming.now, transaction), actions: [])
    }
    guard let signedPreKey = try transaction.signedPreKey(exchange.id.signedPreKeyID) else {
      throw ReceiveError.unknownSignedPreKey
    }
    guard let oneTimePreKey = try transaction.oneTimePreKey(exchange.id.preKeyID) else {
      throw ReceiveError.unknownPreKey
    }
    var session = try Session(
      responding: .omemo2, identity: account.identity, exchange: exchange.id,
      signedPreKey: signedPreKey, oneTimePreKey: oneTimePreKey)
    let keyMaterial = try open(message, &session, id, incoming.now, transaction)
    try transaction.deleteOneTimePreKey(exchange.id.preKeyID)
    try transaction.refillOneTimePreKeys(to: Self.oneTimePreKeyCount)
    let answer = try emptyMessage(to: incoming.jid, device: incoming.device, &session)
    try transaction.save(session, id)
    return Opened(keyMaterial: keyMaterial, actions: [.publishBundle, .send(stanza: answer)])
  }

  /// Opens a ratchet message and writes what it changed.
  private func open(
    _ message: RatchetMessage, _ session: inout Session, _ id: SessionID, _ now: Int64,
    _ transaction: borrowing Transaction
  ) throws -> SecretBytes {
    var storedKey: MessageKey?
    if let key = session.storedKeyID(for: message) { storedKey = try transaction.skippedKey(key, id) }
    let received = try session.open(message, storedKey: storedKey)
    try transaction.save(session, id)
    return try received.settled(in: transaction, id, now)
  }

  /// XEP-0420 section 5.4: whoever relays another's ciphertext as his own, or turns it to another recipient, is found out
  /// here.
  private func check(_ envelope: Envelope, of message: EncryptedMessage) throws(ReceiveError) {
    guard envelope.from?.bare == message.from.bare else { throw .wrongSender }
    guard let to = envelope.to?.bare else { return }
    // A copy of what another device of ours sent is addressed to the contact.
    let expected = message.from.bare == account.jid ? message.to?.bare : account.jid
    guard to == expected else { throw .wrongRecipient }
  }

  private func events(
    of envelope: Envelope, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> [Event] {
    var events: [Event] = []
    if let tokens = try takeTokens(from: envelope.content, incoming, transaction) { events.append(.tokens(tokens)) }
    let others = envelope.content.filter { !TokenPayload.isPayload($0) }
    if !others.isEmpty {
      events.append(
        .message(
          Message(
            text: envelope.body,
            sentAt: envelope.time.map { Date(timeIntervalSince1970: Double($0.secondsSinceEpoch)) },
            extensions: try others.filter { $0.name != "body" }.map { try $0.serialized() })))
    }
    return events
  }
}

/// Where and when a message came from.
struct Incoming {
  let jid: JID
  let device: DeviceID
  let now: Int64
}

/// A ratchet message that opened.
private struct Opened: ~Copyable {
  let keyMaterial: SecretBytes
  let actions: [Action]
}

extension Received<SecretBytes> {
  /// Writes the skipped keys, deletes the spent one, and gives up the plaintext.
  fileprivate consuming func settled(
    in transaction: borrowing Transaction, _ id: SessionID, _ now: Int64
  ) throws -> SecretBytes {
    if let spent { try transaction.deleteSkippedKey(spent, id) }
    try keepSkipped(in: transaction, id, now)
    return intoPlaintext()
  }

  private borrowing func keepSkipped(
    in transaction: borrowing Transaction, _ id: SessionID, _ now: Int64
  ) throws {
    switch skipped {
    case .some(let keys): try transaction.keep(keys, id, now: now)
    case .none: break
    }
  }
}
