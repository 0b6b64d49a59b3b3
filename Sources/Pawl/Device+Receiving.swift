import Foundation
import OMEMO
import Primitives
import PushTokens
import Storage
import Verification
import XML

extension Device {
  /// Decrypts a `<message/>` as the server delivered it, `from` included: by itself, as a carbon copy (XEP-0280), or out of
  /// our archive (XEP-0313). Wrappers are believed from our own bare JID only.
  ///
  /// Everything that it changes is committed when it returns; when it throws, nothing has changed.
  ///
  /// - Parameter now: seconds since 1970.
  public func receive(_ stanza: String, now: Int64) throws(ReceiveError) -> ReceivedStanza {
    do {
      let message = try addressed(stanza)
      return log.received(try committed({ $0.withoutStanzas }) { try receive(message, now: now, $0) })
    } catch {
      throw log.refused("stanza", ReceiveError(error))
    }
  }

  /// The same, and the app writes rows of its own into the same SQLite file in the transaction that commits the ratchet: the
  /// message is on disk when its key is gone, whatever happens in between.
  ///
  /// When the mirror fails after the commit, what is returned has no ``Action/send(stanza:)``, though `write` may have been
  /// given some and have kept them for sending. They must not be sent: delete those rows.
  ///
  /// - Parameter write: gets the open database and what was received. Nothing of it may be used after it returned.
  /// - Throws: ``ReceiveError``, or what `write` throws. Nothing has changed then.
  public func receive(
    _ stanza: String, now: Int64, writing write: @Sendable (AppDatabase, ReceivedStanza) throws -> Void
  ) throws -> ReceivedStanza {
    do {
      let message = try addressed(stanza)
      return log.received(
        try committed({ $0.withoutStanzas }) { transaction in
          let received = try receive(message, now: now, transaction)
          try WriteFailure.marking { try write(transaction.database, received) }
          return received
        })
    } catch let failure as WriteFailure {
      throw failure.cause
    } catch {
      throw log.refused("stanza", ReceiveError(error))
    }
  }

  /// Decrypts many stanzas in one transaction, which is far faster than one each: an archive, or what waited on the server.
  /// A bad stanza does not harm the others.
  ///
  /// - Parameter write: as in ``receive(_:now:writing:)``, for each stanza that could be read.
  /// - Returns: what came of each, in their order.
  /// - Throws: ``StorageError`` when the store fails, or what `write` throws. Nothing has changed then.
  public func receive(
    _ stanzas: [String], now: Int64,
    writing write: @Sendable (AppDatabase, ReceivedStanza) throws -> Void = { _, _ in }
  ) throws -> [Result<ReceivedStanza, ReceiveError>] {
    do {
      let results = try committed({ $0.map { $0.map(\.withoutStanzas) } }) { transaction in
        try stanzas.map { stanza in
          let received: ReceivedStanza
          do {
            received = try transaction.attempt { try receive(addressed(stanza), now: now, transaction) }
          } catch {
            guard let error = ReceiveError(ofStanza: error) else { throw error }
            return Result<ReceivedStanza, ReceiveError>.failure(log.refused("stanza", error))
          }
          try WriteFailure.marking { try write(transaction.database, received) }
          return .success(received)
        }
      }
      return results.map { $0.map { log.received($0) } }
    } catch let failure as WriteFailure {
      throw failure.cause
    }
  }

  /// One transaction. When the mirror fails after it, all is on disk, the app's own rows included. What was received is not
  /// withheld from the user: only what was encrypted in answer is.
  func committed<Received>(
    _ withoutStanzas: (Received) -> Received, _ body: (borrowing Transaction) throws -> Received
  ) throws -> Received {
    var received: Received?
    do {
      return try store.transaction { transaction in
        let result = try body(transaction)
        received = result
        return result
      }
    } catch StorageError.mirrorFailed {
      guard let received else { throw StorageError.mirrorFailed }
      return withoutStanzas(received)
    }
  }

  /// Reads a stanza up to what is for this device. A stanza may hold the message in two versions: one is taken, the newest
  /// that is for us, so that none is shown twice.
  private func addressed(_ stanza: String) throws -> AddressedMessage {
    let delivery = try Delivery(Element.parse(Array(stanza.utf8)), account: account.jid)
    let message = try EncryptedMessage(delivery.message)
    guard !message.isGroupchat else { throw ReceiveError.malformed }
    // A copy of what another device of ours sent is addressed to the contact; one without an address was for ourselves
    // (RFC 6120 section 8.1.1.1: servers take ours off).
    let addressee = message.from.bare == account.jid ? message.to?.bare ?? account.jid : account.jid
    return try addressed(message, sender: message.from, addressee: addressee)
  }

  /// The same for what a room sent. An envelope in it has to name the room: who moves it there from a conversation of two,
  /// or back, is found out.
  func addressed(_ stanza: String, occupant: JID) throws -> AddressedMessage {
    let message = try EncryptedMessage(Element.parse(Array(stanza.utf8)))
    guard message.isGroupchat, !message.from.isBare else { throw ReceiveError.malformed }
    return try addressed(message, sender: occupant, addressee: message.from.bare)
  }

  private func addressed(
    _ message: EncryptedMessage, sender: JID, addressee: JID?
  ) throws -> AddressedMessage {
    // Another account may have a device of the same id.
    guard sender.bare != account.jid || message.encrypted.allSatisfy({ $0.sender != id }) else {
      throw ReceiveError.ownMessage
    }
    guard Self.account(sender.bare.description) != nil else { throw ReceiveError.malformed }
    guard let encrypted = message.encrypted.first(where: { !$0.keys(for: id, of: account.jid).isEmpty }) else {
      throw ReceiveError.notForThisDevice
    }
    return AddressedMessage(
      encrypted: encrypted, sender: sender, addressee: addressee, isGroupchat: message.isGroupchat)
  }

  func receive(
    _ addressed: AddressedMessage, now: Int64, _ transaction: borrowing Transaction
  ) throws -> ReceivedStanza {
    let encrypted = addressed.encrypted
    let incoming = Incoming(
      jid: addressed.sender.bare, device: encrypted.sender, namespace: encrypted.namespace, now: now)
    let opened = try open(encrypted.keys(for: id, of: account.jid), incoming, transaction)
    var actions = opened.actions
    if encrypted.namespace == .omemo2 { try noteKey(of: opened.session, transaction) }
    let changes = try review(incoming.jid, now: now, transaction) + opened.changes
    var events: [Event]
    if let payload = encrypted.payload {
      let content = try content(of: payload, keyMaterial: opened.keyMaterial, encrypted.namespace, addressed)
      events = try changes.map { .trustChanged($0) } + self.events(of: content, incoming, transaction)
      // Both are between two people: in a room they say nothing.
      if !addressed.isGroupchat {
        let contact = incoming.jid == account.jid ? addressed.addressee : incoming.jid
        if let contact, let event = try takeOptOut(from: content.content, with: contact, incoming, transaction) {
          events.append(event)
          actions += try revocations(transaction)
        }
        let step = try takeVerification(from: content.content, in: opened.session, incoming, transaction)
        if let event = step.event { events.append(.verification(event)) }
        if let reply = step.reply { actions.append(.send(stanza: reply)) }
        events += step.outcome?.changes.map { .trustChanged($0) } ?? []
        actions += step.outcome?.actions ?? []
        if let sender = try transaction.device(incoming.device, of: incoming.jid) {
          events += try takeTrustMessage(from: content, by: sender, incoming, transaction)
        }
      }
    } else {
      events = [.empty] + changes.map { .trustChanged($0) }
    }
    guard let device = try transaction.device(incoming.device, of: incoming.jid), let peerKey = device.identityKey else {
      throw StorageError.corrupt
    }
    if device.listings.isEmpty {
      actions.append(.fetchDeviceList(jid: incoming.jid.description, incoming.namespace))
    }
    if !addressed.isGroupchat {
      try transaction.noteSignOfLife(of: incoming.jid)
      actions += try supplyTokens(to: [incoming.device], of: incoming.jid, now: incoming.now, transaction)
    }
    return ReceivedStanza(
      sender: Sender(
        jid: incoming.jid.description, address: addressed.sender.description, device: incoming.device,
        namespace: incoming.namespace, fingerprint: Fingerprint(peerKey), trust: device.trust,
        identity: (try? KeyAddress(incoming.jid))?.local(.base32) ?? incoming.jid.description),
      events: events, actions: actions)
  }

  /// What was encrypted. Only an envelope says who sent it to whom, so only there can that be checked; on the legacy wire a
  /// bare text comes with no more than the keys that made it.
  private func content(
    of payload: EncryptedPayload, keyMaterial: borrowing SecretBytes, _ namespace: Namespace,
    _ message: AddressedMessage
  ) throws -> Envelope {
    switch namespace {
    case .omemo2:
      let plaintext = try PayloadCipher.open(payload, keyMaterial: keyMaterial)
      return try envelope(plaintext.declassified(), of: message)  // the user's message
    case .legacy:
      let plaintext = try LegacyPayloadCipher.open(payload, keyMaterial: keyMaterial).declassified()  // the user's
      if plaintext.first == OutgoingContent.legacyEnvelopeMark {
        return try envelope(Array(plaintext.dropFirst()), of: message)
      }
      guard let text = String(validating: plaintext, as: UTF8.self) else { throw ReceiveError.malformed }
      let body = Element("body", namespace: "jabber:client", text: text)
      return Envelope(content: [body], time: nil, from: nil, to: nil)
    }
  }

  /// XEP-0420 section 5.4: whoever relays another's ciphertext as his own, or turns it to another recipient, is found out
  /// here.
  private func envelope(_ xml: [UInt8], of message: AddressedMessage) throws -> Envelope {
    let envelope = try Envelope(parsing: xml)
    guard envelope.from?.bare == message.sender.bare else { throw ReceiveError.wrongSender }
    // Between two people it may be left out; in a room it must not (XEP-0384 0.9, section 5.8).
    guard envelope.to != nil || message.isGroupchat else { return envelope }
    guard envelope.to?.bare == message.addressee else { throw ReceiveError.wrongRecipient }
    return envelope
  }

  private func events(
    of envelope: Envelope, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> [Event] {
    var events: [Event] = []
    if let tokens = try takeTokens(from: envelope.content, incoming, transaction) { events.append(.tokens(tokens)) }
    let others = envelope.content.filter {
      !TokenPayload.isPayload($0) && !SMPMessage.isMessage($0) && !OptOut.isOptOut($0)
        && !TrustMessage.isTrustMessage($0)
    }
    if !others.isEmpty {
      events.append(
        .message(
          Message(
            text: envelope.body, otrHint: envelope.body.flatMap { OTRHint(inBody: $0) },
            sentAt: envelope.time.map { Date(timeIntervalSince1970: Double($0.secondsSinceEpoch)) },
            extensions: try others.filter { $0.name != "body" }.map { try $0.serialized() })))
    }
    return events
  }
}

/// The part of a stanza that is for this device, whose it is, and to whom its envelope has to be addressed.
struct AddressedMessage {
  let encrypted: EncryptedElement
  let sender: JID
  let addressee: JID?
  let isGroupchat: Bool
}

/// Where, how and when a message came.
struct Incoming {
  let jid: JID
  let device: DeviceID
  let namespace: Namespace
  let now: Int64
}
