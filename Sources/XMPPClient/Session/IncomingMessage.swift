package import XML

/// A message for us, or a copy of one that another of our own clients sent or got.
package struct IncomingMessage: Sendable, Equatable {
  package enum Way: Sendable {
    case direct
    /// A copy of what came to another client of our account (XEP-0280).
    case receivedCarbon
    /// A copy of what another client of our account sent.
    case sentCarbon
  }

  package let way: Way
  /// The stanza as it came.
  package let stanza: Element
  /// The message itself, out of its wrapper if it has one.
  package let message: Element

  package init(way: Way, stanza: Element, message: Element) {
    self.way = way
    self.stanza = stanza
    self.message = message
  }
}
