/// When an empty message is owed to a peer who keeps sending without an answer: only an answer moves the ratchet on, and
/// until then one stolen chain key opens all that follows (XEP-0384 0.9, section 6).
package enum Heartbeat {
  /// The number of a chain's message that asks for one.
  package static let threshold: UInt32 = 53

  /// Whether a message made one due, from how far its chain had come before it and how far after. It is due once when the
  /// chain passes the threshold, and once more each time that it grows by as much: the first may have been lost. A heartbeat
  /// brings about one on the other side at most, if messages of its chain are still on their way: the answer begins a chain.
  package static func isDue(chainLength before: UInt32, _ after: UInt32) -> Bool {
    // A message is numbered from 0, so a chain has passed number 53 when it is longer than 53.
    after > before && after > threshold && (after - 1) / threshold > (max(before, 1) - 1) / threshold
  }
}
