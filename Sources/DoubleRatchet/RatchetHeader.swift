public import Primitives

/// The header of a message (Double Ratchet specification, section 3.4).
public struct RatchetHeader: Hashable, Sendable {
  /// The sender's current ratchet public key, `dh`.
  public let ratchetKey: X25519PublicKey
  /// `pn`: how many messages the sender's previous chain held.
  public let previousCount: UInt32
  /// `n`: the number of this message in its chain, from 0.
  public let number: UInt32

  public init(ratchetKey: X25519PublicKey, previousCount: UInt32, number: UInt32) {
    self.ratchetKey = ratchetKey
    self.previousCount = previousCount
    self.number = number
  }
}
