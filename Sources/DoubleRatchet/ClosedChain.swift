import Primitives

/// What is left of a receiving chain that was given up for newer ones: enough to know a copy of its messages by.
///
/// Archives and servers hand messages in again long after they were read. Without this such a copy would be taken for the first
/// message of a new chain that does not open, and the user be told that a text which was read cannot be.
struct ClosedChain: Equatable, Sendable {
  /// The peer's ratchet key that began the chain.
  let ratchetKey: X25519PublicKey
  /// How far it had come: each message below was read, or its key is or was kept for it.
  let count: UInt32

  init(ratchetKey: X25519PublicKey, count: UInt32) {
    self.ratchetKey = ratchetKey
    self.count = count
  }

  init(_ chain: ReceivingChain) {
    self.init(ratchetKey: chain.ratchetKey, count: chain.next)
  }
}
