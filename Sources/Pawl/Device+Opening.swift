import DoubleRatchet
import OMEMO
import Primitives
import Storage

/// From the key of a message to what the ratchet gives for it.
extension Device {
  /// Opens the one of the keys that is ours. There is more than one only on the legacy wire, where a key does not say
  /// whose device it is for.
  func open(
    _ keys: ArraySlice<EncryptedElement.Key>, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Opened {
    var failure: any Error = ReceiveError.notForThisDevice
    for key in keys {
      do {
        return try key.isKeyExchange
          ? openKeyExchange(key.bytes, incoming, transaction)
          : openMessage(RatchetMessage(key.bytes, in: incoming.namespace.profile), incoming, transaction)
      } catch {
        guard error is ReceiveError || error is OMEMOError || error is SessionError else { throw error }
        failure = error
      }
    }
    throw failure
  }

  /// A message of a session that exists. The active session is tried first; the others are there for late messages and
  /// for sessions that both sides began at once (Sesame, section 3.4).
  private func openMessage(
    _ message: RatchetMessage, _ incoming: Incoming, _ transaction: borrowing Transaction
  ) throws -> Opened {
    var failure = ReceiveError.noSession
    for id in try transaction.sessionIDs(with: incoming.device, of: incoming.jid, in: incoming.namespace) {
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
    let profile = incoming.namespace.profile
    let exchange = try KeyExchange(bytes, in: profile)
    let message = try RatchetMessage(exchange.message, in: profile)
    let peerKey = try exchange.id.identityKey.agreementKey()
    // Our own exchange, sent back to us, is no answer.
    guard peerKey != account.identity.agreementKey.publicKey else { throw ReceiveError.ownIdentity }
    if let known = try transaction.device(incoming.device, of: incoming.jid)?.identityKey, known != peerKey {
      throw ReceiveError.identityChanged
    }
    let id = SessionID(jid: incoming.jid, device: incoming.device, exchangeKey: exchange.id.ephemeralKey)
    if var session = try transaction.session(id) {
      guard session.role == .responder, session.exchange == exchange.id, session.profile.namespace == incoming.namespace
      else { throw ReceiveError.exchangeMismatch }
      return Opened(keyMaterial: try open(message, &session, id, incoming.now, transaction), actions: [])
    }
    guard let signedPreKey = try transaction.signedPreKey(exchange.id.signedPreKeyID) else {
      throw ReceiveError.unknownSignedPreKey
    }
    guard let oneTimePreKey = try transaction.oneTimePreKey(exchange.id.preKeyID, for: incoming.namespace) else {
      throw ReceiveError.unknownPreKey
    }
    var session = try Session(
      responding: profile, identity: account.identity, exchange: exchange.id,
      signedPreKey: signedPreKey, oneTimePreKey: oneTimePreKey)
    let keyMaterial = try open(message, &session, id, incoming.now, transaction)
    guard try transaction.bind(peerKey, to: incoming.device, of: incoming.jid) else {
      throw ReceiveError.identityChanged
    }
    try transaction.deleteOneTimePreKey(exchange.id.preKeyID)
    try transaction.refillOneTimePreKeys(to: Self.oneTimePreKeyCount, for: incoming.namespace)
    let answer = try emptyMessage(to: incoming.jid, device: incoming.device, &session)
    try transaction.save(session, id)
    return Opened(
      keyMaterial: keyMaterial, actions: [.publishBundle(incoming.namespace), .send(stanza: answer)])
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
}

/// A ratchet message that opened.
struct Opened: ~Copyable {
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
