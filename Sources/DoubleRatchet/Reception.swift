import Primitives

/// What a received header would do to the ratchet, if its message is genuine.
///
/// It holds the candidate message key and changes nothing. Drop it, and the key is wiped and the ratchet is as it was.
public struct Reception: ~Copyable, Sendable {
  let key: MessageKey
  let change: Change
  let generation: UInt64

  /// Opens the ciphertext with the message key, and turns into ``Accepted`` if `open` does not throw.
  ///
  /// - Parameter open: verifies and decrypts; it throws when the message is not genuine.
  public consuming func authenticated<Plaintext: ~Copyable, E: Error>(
    by open: (borrowing MessageKey) throws(E) -> Plaintext
  ) throws(E) -> Accepted<Plaintext> {
    let plaintext = try open(key)
    return Accepted(plaintext: plaintext, change: change, generation: generation)
  }

  /// The candidate change.
  enum Change: ~Copyable, Sendable {
    /// The key had been kept for this message.
    case stored(SkippedKeyID)
    /// A chain that we have moves forward.
    case advanced(ReceivingChain, index: Int, SkippedKeys)
    /// A new ratchet key of the peer: a DH ratchet step.
    case stepped(Step)
  }

  /// The outcome of a DH ratchet step.
  struct Step: ~Copyable, Sendable {
    let rootKey: RootKey
    let ratchetKey: X25519PrivateKey
    let sendingChainKey: ChainKey?
    let receivingChains: [ReceivingChain]
    let closedChains: [ClosedChain]
    let skipped: SkippedKeys
  }
}

/// A message that was opened with the key of its ``Reception``. Nothing else can make one, so nothing else can change a
/// ratchet.
public struct Accepted<Plaintext: ~Copyable & Sendable>: ~Copyable, Sendable {
  let plaintext: Plaintext
  let change: Reception.Change
  let generation: UInt64
}

/// The plaintext of an accepted message, and what the caller must store in the same transaction as the ratchet.
public struct Received<Plaintext: ~Copyable & Sendable>: ~Copyable, Sendable {
  public let plaintext: Plaintext
  /// Keys to keep for messages that have not arrived.
  public let skipped: SkippedKeys?
  /// A kept key that is now used up and must be deleted.
  public let spent: SkippedKeyID?

  /// Gives the plaintext up, once the rest has been stored.
  public consuming func intoPlaintext() -> Plaintext {
    plaintext
  }
}
