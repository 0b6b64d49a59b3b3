public import Primitives

/// Which message a skipped key opens: the chain's ratchet key and the number in the chain.
public struct SkippedKeyID: Hashable, Sendable {
  public let ratchetKey: X25519PublicKey
  public let number: UInt32

  public init(ratchetKey: X25519PublicKey, number: UInt32) {
    self.ratchetKey = ratchetKey
    self.number = number
  }
}

/// The keys of messages that were skipped, for the caller to keep until those messages arrive (MKSKIPPED in the
/// specification).
///
/// They stand apart from the ratchet so that its record stays small: a store keeps each as a row and bounds them in
/// number and age.
public struct SkippedKeys: ~Copyable, Sendable {
  /// The messages, oldest first.
  public let ids: [SkippedKeyID]
  private let secrets: SecretBytes

  /// The key for `ids[index]`.
  public borrowing func key(at index: Int) -> MessageKey {
    MessageKey(derived: secrets.part(index * MessageKey.byteCount..<(index + 1) * MessageKey.byteCount))
  }

  /// Collects skipped keys while one message is tried.
  struct Collector: ~Copyable {
    private var ids: [SkippedKeyID] = []
    private var secrets: SecretEncoder

    init(capacity: UInt32) {
      ids.reserveCapacity(Int(capacity))
      secrets = SecretEncoder(byteCount: Int(capacity) * MessageKey.byteCount)
    }

    /// Moves `chain` forward to `number`, collecting the keys on the way.
    mutating func advance(_ chain: ReceivingChain, to number: UInt32) -> ReceivingChain {
      var current = chain
      while current.next < number {
        ids.append(SkippedKeyID(ratchetKey: current.ratchetKey, number: current.next))
        let step = current.step()
        secrets.append(step.messageKey.secret)
        current = step.chain
      }
      return current
    }

    consuming func finish() -> SkippedKeys {
      SkippedKeys(ids: ids, secrets: secrets.finish())
    }
  }
}
