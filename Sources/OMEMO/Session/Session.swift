package import DoubleRatchet
package import Primitives
package import X3DH

/// A ratchet with one device of a contact, and what OMEMO keeps beside it.
package struct Session: ~Copyable, Sendable {
  package enum Role: UInt8, Sendable {
    case initiator = 1
    case responder = 2
  }

  package let profile: Profile
  package let role: Role
  /// The exchange that began the session. A repeated one is recognised by it, and continues this session.
  package let exchange: KeyExchangeID
  /// IK_B, the identity of whoever did not begin it.
  package let responderKey: IdentityKey
  /// Whether the peer is known to have the session. Until then an initiator wraps every message in the key exchange.
  package private(set) var isConfirmed: Bool
  var ratchet: Ratchet
  /// `nil` in a session that an earlier version began, which kept none.
  package let exporter: SessionExporter?

  /// Begins a session from a verified bundle.
  ///
  /// - Parameters:
  ///   - registrationID: goes out on the legacy wire: our device id.
  ///   - ephemeral, ratchetKey: fresh unless a test vector fixes them.
  /// - Throws: `invalidKey`.
  package init(
    initiating profile: Profile, identity: borrowing IdentityKeyPair, bundle: VerifiedBundle,
    oneTimePreKey: PublicPreKey, registrationID: UInt32, ephemeral: borrowing X25519PrivateKey = X25519PrivateKey(),
    ratchetKey: consuming X25519PrivateKey = X25519PrivateKey()
  ) throws(OMEMOError) {
    let peer = bundle.bundle
    let exchange = KeyExchangeID(
      preKeyID: oneTimePreKey.id, signedPreKeyID: peer.signedPreKey.id,
      registrationID: profile.namespace == .legacy ? registrationID : 0,
      identityKey: profile.publicKey(of: identity), ephemeralKey: ephemeral.publicKey)
    let secret: SecretBytes
    do {
      secret = try X3DH.initiate(
        identity: identity, ephemeral: ephemeral, bundle: bundle, oneTimePreKey: oneTimePreKey,
        parameters: profile.x3dh)
    } catch {
      throw .invalidKey
    }
    let exporter = SessionExporter(
      secret, associatedData: profile.associatedData(of: exchange, responder: peer.identityKey, sender: .initiator))
    let ratchet: Ratchet
    do {
      ratchet = try Ratchet(
        initiatorWith: RootKey(secret), peerRatchetKey: peer.signedPreKey.key, ratchetKey: ratchetKey,
        rootInfo: profile.rootInfo)
    } catch {
      throw .invalidKey
    }
    self.init(
      profile: profile, role: .initiator, exchange: exchange, responderKey: peer.identityKey, isConfirmed: false,
      ratchet: ratchet, exporter: exporter)
  }

  /// Begins a session from a received key exchange. It is worth keeping only once a message has opened in it.
  ///
  /// - Throws: `invalidKey`.
  package init(
    responding profile: Profile, identity: borrowing IdentityKeyPair, exchange: KeyExchangeID,
    signedPreKey: consuming X25519PrivateKey, oneTimePreKey: borrowing X25519PrivateKey
  ) throws(OMEMOError) {
    let responderKey = profile.publicKey(of: identity)
    let secret: SecretBytes
    do {
      secret = try X3DH.respond(
        identity: identity, signedPreKey: signedPreKey, oneTimePreKey: oneTimePreKey,
        initiatorIdentity: exchange.identityKey, ephemeral: exchange.ephemeralKey, parameters: profile.x3dh)
    } catch {
      throw .invalidKey
    }
    let exporter = SessionExporter(
      secret, associatedData: profile.associatedData(of: exchange, responder: responderKey, sender: .initiator))
    let root: RootKey
    do {
      root = try RootKey(secret)
    } catch {
      throw .invalidKey
    }
    self.init(
      profile: profile, role: .responder, exchange: exchange, responderKey: responderKey, isConfirmed: true,
      ratchet: Ratchet(responderWith: root, signedPreKey: signedPreKey, rootInfo: profile.rootInfo), exporter: exporter)
  }

  init(
    profile: Profile, role: Role, exchange: KeyExchangeID, responderKey: IdentityKey,
    isConfirmed: Bool, ratchet: consuming Ratchet, exporter: consuming SessionExporter?
  ) {
    self.profile = profile
    self.role = role
    self.exchange = exchange
    self.responderKey = responderKey
    self.isConfirmed = isConfirmed
    self.ratchet = ratchet
    self.exporter = exporter
  }

  /// The peer's identity key.
  package var peerKey: IdentityKey {
    role == .initiator ? responderKey : exchange.identityKey
  }

  private func associatedData(sender: Role) -> [UInt8] {
    profile.associatedData(of: exchange, responder: responderKey, sender: sender)
  }

  /// Seals `plaintext` as the session's next message.
  ///
  /// - Throws: a ``RatchetError`` as `malformedMessage`: it takes 2^32 messages without an answer.
  package mutating func seal(_ plaintext: borrowing SecretBytes) throws(OMEMOError) -> SealedMessage {
    let header: RatchetHeader
    let cipher: MessageCipher
    do {
      let outgoing = try ratchet.nextMessage()
      header = outgoing.header
      cipher = MessageCipher(outgoing.key, profile: profile)
    } catch {
      throw .malformedMessage
    }
    let wire = profile.wire
    let message = try wire.authenticatedPart(header, ciphertext: cipher.encrypt(plaintext))
    let mac = cipher.mac(associatedData(sender: role), message)
    let bytes = wire.ratchetMessage(message, mac: mac)
    guard !isConfirmed else { return SealedMessage(isKeyExchange: false, bytes: bytes) }
    return SealedMessage(isKeyExchange: true, bytes: wire.keyExchange(exchange, message: bytes))
  }

  /// How far the peer's newest chain has come, if `message` is of it; else 0. For ``Heartbeat``.
  package borrowing func receivedCount(inChainOf message: RatchetMessage) -> UInt32 {
    ratchet.receivedCount(under: message.header.ratchetKey)
  }

  /// How many steps of chains ``open(_:storedKey:)`` takes for `message`.
  package borrowing func stepCount(for message: RatchetMessage) -> UInt32 {
    ratchet.stepCount(for: message.header)
  }

  /// Which kept key ``open(_:storedKey:)`` may need for `message`.
  package borrowing func storedKeyID(for message: RatchetMessage) -> SkippedKeyID? {
    ratchet.storedKeyID(for: message.header)
  }

  /// Opens a message of the session's own wire. On failure the session is as it was.
  ///
  /// - Parameters:
  ///   - message: of ``profile``'s wire.
  ///   - storedKey: the key kept under ``storedKeyID(for:)``.
  ///   - newRatchetKey: fresh unless a test vector fixes it.
  package mutating func open(
    _ message: RatchetMessage, storedKey: consuming MessageKey?,
    newRatchetKey: () -> X25519PrivateKey = { X25519PrivateKey() }
  ) throws(SessionError) -> Received<SecretBytes> {
    let accepted: Accepted<SecretBytes>
    do {
      let reception = try ratchet.reception(
        of: message.header, storedKey: storedKey, newRatchetKey: newRatchetKey)
      let associatedData = associatedData(sender: role == .initiator ? .responder : .initiator)
      let profile = profile
      accepted = try reception.authenticated { (key) throws(OMEMOError) in
        try MessageCipher(key, profile: profile).open(message, associatedData: associatedData)
      }
    } catch {
      throw SessionError(error)
    }
    isConfirmed = true
    return ratchet.accept(accepted)
  }
}

/// A message as it stands in a `<key/>`.
package struct SealedMessage: Sendable {
  package let isKeyExchange: Bool
  package let bytes: [UInt8]
}

/// Why a session does not open a message.
package enum SessionError: Error, Equatable {
  /// Received before. To be ignored without a word.
  case duplicate
  /// Too many messages are missing before it.
  case tooFarAhead
  /// Not genuine, or of another session.
  case authenticationFailed

  init(_ error: any Error) {
    switch error as? RatchetError {
    case .duplicate: self = .duplicate
    case .tooFarAhead: self = .tooFarAhead
    default: self = .authenticationFailed
    }
  }
}
