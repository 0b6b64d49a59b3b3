import Primitives

/// One chain of messages from the peer. Immutable: to advance is to make the next one, and the old key is wiped when
/// nothing refers to it any more.
final class ReceivingChain: Sendable {
  /// The peer's ratchet key that began the chain.
  let ratchetKey: X25519PublicKey
  let chainKey: ChainKey
  /// The number of the message that `chainKey` opens.
  let next: UInt32

  init(ratchetKey: X25519PublicKey, chainKey: consuming ChainKey, next: UInt32) {
    self.ratchetKey = ratchetKey
    self.chainKey = chainKey
    self.next = next
  }

  /// The key of the next message, and the chain after it. The caller has checked that `next` does not overflow.
  func step() -> Step {
    let step = chainKey.step()
    let chain = ReceivingChain(ratchetKey: ratchetKey, chainKey: step.next, next: next + 1)
    return Step(messageKey: step.messageKey, chain: chain)
  }

  struct Step: ~Copyable {
    let messageKey: MessageKey
    let chain: ReceivingChain
  }
}
