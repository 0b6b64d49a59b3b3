/// Counts the stanzas that the server need not send again (XEP-0198 section 4).
///
/// The count goes up only where there is no gap: a message whose plaintext is not stored yet holds back all that came
/// after it, for who acknowledges it and then crashes has lost it.
package struct HandledCount {
  /// The number of the last stanza that came; the first is 1.
  private var received: UInt64 = 0
  private var lowest: UInt64 = 0
  private var handledAhead: Set<UInt64> = []

  /// How many are handled, without a gap, as it is sent: modulo 2^32.
  package var handled: UInt32 {
    UInt32(truncatingIfNeeded: lowest)
  }

  package mutating func receive() -> UInt64 {
    received += 1
    return received
  }

  package mutating func handle(_ number: UInt64) {
    guard number > lowest, number <= received else { return }
    handledAhead.insert(number)
    while handledAhead.remove(lowest + 1) != nil { lowest += 1 }
  }
}
