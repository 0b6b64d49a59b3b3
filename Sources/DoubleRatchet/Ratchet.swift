package import Primitives

/// The Double Ratchet ("The Double Ratchet Algorithm", revision 1, section 3): a shared secret in, message keys out,
/// forward only.
///
/// It knows no cipher, no storage, no XML and no clock. Sending is ``nextMessage()``. Receiving has three steps, so that
/// a forged message changes nothing: ``reception(of:storedKey:)`` computes what a header *would* do,
/// ``Reception/authenticated(by:)`` opens the ciphertext, and only what that returns can be given to ``accept(_:)``.
///
/// - Note: Three departures from the specification. The last ``RatchetLimits/maximumReceivingChains`` receiving chains are
///   kept, not one (the reason stands there). Those before are known by their keys, so that a copy of a message is told from
///   a message that does not open. And a `pn` that would skip more than ``RatchetLimits/maximumSkip`` keys
///   makes the ratchet skip none of them instead of failing.
public struct Ratchet: ~Copyable, Sendable {
  /// The label of KDF_RK, which sets protocols apart.
  let rootInfo: [UInt8]
  var rootKey: RootKey
  /// DHs: our current ratchet key pair.
  var ratchetKey: X25519PrivateKey
  /// CKs. A responder has none until it has received.
  var sendingChainKey: ChainKey?
  /// Ns: the number of the next message sent.
  var sendingCount: UInt32
  /// PN: how many messages our previous sending chain held.
  var previousSendingCount: UInt32
  /// Newest first; at most ``RatchetLimits/maximumReceivingChains``.
  var receivingChains: [ReceivingChain]
  /// Those before them, newest first; at most ``RatchetLimits/maximumClosedChains``.
  var closedChains: [ClosedChain]
  /// Counts changes, so that a ``Reception`` computed from an older state is not accepted.
  var generation: UInt64 = 0

  /// RatchetInitAlice: the initiator knows the peer's signed prekey and can send at once.
  ///
  /// - Parameters:
  ///   - sharedSecret: SK, the output of X3DH.
  ///   - peerRatchetKey: the signed prekey that the secret was agreed with.
  ///   - ratchetKey: our first ratchet key; fresh unless a test vector fixes it.
  ///   - rootInfo: the label of KDF_RK.
  /// - Throws: `lowOrder` when the peer's key gives an all-zero agreement.
  package init(
    initiatorWith sharedSecret: consuming RootKey, peerRatchetKey: X25519PublicKey,
    ratchetKey: consuming X25519PrivateKey = X25519PrivateKey(), rootInfo: [UInt8]
  ) throws(KeyError) {
    let agreement = try ratchetKey.sharedSecret(with: peerRatchetKey)
    let step = sharedSecret.advanced(by: agreement, info: rootInfo)
    self.init(
      rootInfo: rootInfo, rootKey: step.rootKey, ratchetKey: ratchetKey, sendingChainKey: step.chainKey,
      sendingCount: 0, previousSendingCount: 0, receivingChains: [], closedChains: [])
  }

  /// RatchetInitBob: the responder's first ratchet key is its signed prekey.
  package init(
    responderWith sharedSecret: consuming RootKey, signedPreKey: consuming X25519PrivateKey, rootInfo: [UInt8]
  ) {
    self.init(
      rootInfo: rootInfo, rootKey: sharedSecret, ratchetKey: signedPreKey, sendingChainKey: nil,
      sendingCount: 0, previousSendingCount: 0, receivingChains: [], closedChains: [])
  }

  init(
    rootInfo: [UInt8], rootKey: consuming RootKey, ratchetKey: consuming X25519PrivateKey,
    sendingChainKey: consuming ChainKey?, sendingCount: UInt32, previousSendingCount: UInt32,
    receivingChains: [ReceivingChain], closedChains: [ClosedChain]
  ) {
    self.rootInfo = rootInfo
    self.rootKey = rootKey
    self.ratchetKey = ratchetKey
    self.sendingChainKey = sendingChainKey
    self.sendingCount = sendingCount
    self.previousSendingCount = previousSendingCount
    self.receivingChains = receivingChains
    self.closedChains = closedChains
  }

  /// RatchetEncrypt without the cipher: the header and key of the next message. The key is spent: the ratchet has moved
  /// on, and must be stored before the ciphertext leaves.
  ///
  /// - Throws: `cannotSendYet`, `chainExhausted`.
  public mutating func nextMessage() throws(RatchetError) -> OutgoingMessage {
    guard sendingCount < .max else { throw .chainExhausted }
    guard let chainKey = sendingChainKey.take() else { throw .cannotSendYet }
    let header = RatchetHeader(
      ratchetKey: ratchetKey.publicKey, previousCount: previousSendingCount, number: sendingCount)
    let step = chainKey.step()
    let next = step.next
    sendingChainKey = consume next
    sendingCount += 1
    generation += 1
    return OutgoingMessage(header: header, key: step.messageKey)
  }

  /// How many messages the newest receiving chain has come to, if it is the one of `ratchetKey`; else 0.
  package func receivedCount(under ratchetKey: X25519PublicKey) -> UInt32 {
    guard let newest = receivingChains.first, newest.ratchetKey == ratchetKey else { return 0 }
    return newest.next
  }

  /// Applies a message that has been opened.
  ///
  /// - Precondition: `accepted` began as a reception of this ratchet in its present state.
  public mutating func accept<Plaintext: ~Copyable>(
    _ accepted: consuming Accepted<Plaintext>
  ) -> Received<Plaintext> {
    precondition(accepted.generation == generation, "a reception belongs to the state that it was computed from")
    generation += 1
    switch consume accepted.change {
    case .stored(let id):
      return Received(plaintext: accepted.plaintext, skipped: nil, spent: id)
    case .advanced(let chain, let index, let skipped):
      receivingChains[index] = chain
      return Received(plaintext: accepted.plaintext, skipped: skipped, spent: nil)
    case .stepped(let step):
      rootKey = step.rootKey
      ratchetKey = step.ratchetKey
      sendingChainKey = step.sendingChainKey
      previousSendingCount = sendingCount
      sendingCount = 0
      receivingChains = step.receivingChains
      closedChains = step.closedChains
      return Received(plaintext: accepted.plaintext, skipped: step.skipped, spent: nil)
    }
  }
}

/// What ``Ratchet/nextMessage()`` gives: a header to send and the key to seal the message with.
public struct OutgoingMessage: ~Copyable, Sendable {
  public let header: RatchetHeader
  public let key: MessageKey
}
