/// Counts the stanzas that the server need not send again (XEP-0198 section 4).
///
/// The count goes up only where there is no gap: a message whose plaintext is not stored yet holds back all that came
/// after it, for who acknowledges it and then crashes has lost it.
package struct HandledCount {
  /// The number of the last stanza that came; the first is 1.
  private var received: UInt64 = 0
  /// The highest number that came; more than ``received`` while the server, after a resumption, sends stanzas again.
  private var highest: UInt64 = 0
  private var lowest: UInt64 = 0
  private var handledAhead: Set<UInt64> = []

  /// How many are handled, without a gap.
  ///
  /// No more than the server has sent since it was last told: what was handled while there was no connection is counted
  /// when it comes again, lest the server count anew what it sends again, and take the number for too high.
  package var handled: UInt64 {
    min(lowest, received)
  }

  /// Whether the next stanza is one that came before and comes again.
  package var isRepeating: Bool {
    received < highest
  }

  package mutating func receive() -> UInt64 {
    received += 1
    highest = max(highest, received)
    return received
  }

  /// A stanza that comes again has the number that it had: whichever of the two is handled, it counts once.
  package mutating func handle(_ number: UInt64) {
    guard number > lowest, number <= highest else { return }
    handledAhead.insert(number)
    while handledAhead.remove(lowest + 1) != nil { lowest += 1 }
  }

  /// The server sends everything again that came after the one of that number.
  ///
  /// - Parameter number: what ``handled`` was when the server was told.
  package mutating func rewind(to number: UInt64) {
    received = number
  }
}
