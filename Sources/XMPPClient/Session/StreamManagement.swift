package import XML

/// The counters of stream management (XEP-0198) and the stanzas that the server has not acknowledged.
package struct StreamManagement {
  private enum State {
    case off
    /// `<enable/>` was sent, and stanzas are counted since (section 4).
    case requested
    case on(resumptionID: String?)
  }

  private var state = State.off
  private var inbound = HandledCount()
  /// What the server has acknowledged, modulo 2^32.
  private var acknowledged: UInt32 = 0
  /// Sent after that, the oldest first.
  package private(set) var unacknowledged: [Element] = []

  package init() {}

  /// Begins anew with a session; the first number of the new count.
  package mutating func enable() -> StreamOutput {
    self = StreamManagement()
    state = .requested
    return .element(Element("enable", namespace: XMPPNamespace.management, ["resume": "true"]))
  }

  /// Whether the server counts.
  package var isOn: Bool {
    if case .on = state { true } else { false }
  }

  /// What the next connection may resume.
  package var resumption: Resumption? {
    guard case .on(let id?) = state else { return nil }
    return Resumption(id: id, handled: inbound.handled)
  }

  /// Has the next connection begin a session of its own, in which nothing is sent again unasked.
  package mutating func forgetResumption() {
    if isOn { state = .on(resumptionID: nil) }
  }

  /// Takes note of a stanza that is sent.
  ///
  /// - Throws: ``RequestError/backlog`` where the server acknowledges none for too long.
  package mutating func send(_ stanza: Element) throws(RequestError) {
    if case .off = state { return }
    guard unacknowledged.count < Self.maximumUnacknowledged else { throw .backlog }
    unacknowledged.append(stanza)
  }

  /// Goes on with the session over another connection.
  ///
  /// - Parameters:
  ///   - resumption: what the server was asked to resume: after the stanza of that number it sends all again.
  ///   - count: what the server has, as in ``acknowledge(_:)``.
  package mutating func resume(_ resumption: Resumption, acknowledged count: UInt32) throws(ConnectionError) {
    try acknowledge(count)
    inbound.rewind(to: resumption.handled)
  }

  /// Whether the next stanza is one that came before the session was resumed and comes again.
  package var isRepeating: Bool {
    inbound.isRepeating
  }

  /// Takes note of a stanza that came, and gives it a number: the one that it had, if it comes again. Stanzas before
  /// `<enabled/>` are not counted.
  package mutating func receive() -> UInt64? {
    isOn ? inbound.receive() : nil
  }

  /// The stanza of that number need not be sent again.
  package mutating func handle(_ number: UInt64) {
    inbound.handle(number)
  }

  /// Takes an element of the server's and returns the answer.
  package mutating func receive(_ element: Element) throws(ConnectionError) -> StreamOutput? {
    switch element.name {
    case "enabled":
      guard case .requested = state else { throw .protocolViolation }
      let isResumable = ["true", "1"].contains(element.attribute("resume"))
      state = .on(resumptionID: isResumable ? element.attribute("id") : nil)
    case "failed": self = StreamManagement()
    case "a":
      guard let count = element.attribute("h").flatMap(UInt32.init(strictDecimal:)) else { throw .protocolViolation }
      try acknowledge(count)
    case "r": return answer
    default: throw .protocolViolation
    }
    return nil
  }

  /// Drops what the server has; `count` is of all stanzas of the session.
  ///
  /// - Throws: ``ConnectionError/protocolViolation`` for more than was sent, which a server would say that resumed some
  ///   other session (section 5).
  package mutating func acknowledge(_ count: UInt32) throws(ConnectionError) {
    let newly = count &- acknowledged
    guard Int(newly) <= unacknowledged.count else { throw .protocolViolation }
    unacknowledged.removeFirst(Int(newly))
    acknowledged = count
  }

  package static let request = StreamOutput.element(Element("r", namespace: XMPPNamespace.management))

  /// How many stanzas of the server's are handled: stored, or of no more use.
  private var answer: StreamOutput? {
    guard isOn else { return nil }
    return .element(Element("a", namespace: XMPPNamespace.management, ["h": "\(UInt32(truncatingIfNeeded: inbound.handled))"]))
  }

  /// 1024: a server answers within one round trip, so that many stay open only where nobody is there any more.
  package static let maximumUnacknowledged = 1024
}
