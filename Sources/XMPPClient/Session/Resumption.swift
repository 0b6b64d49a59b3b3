package import XML

/// What it takes to resume a session (XEP-0198 section 5).
package struct Resumption: Sendable, Equatable {
  /// The server's name for the session.
  package let id: String
  /// How many stanzas of the server's have been handled; sent modulo 2^32.
  package let handled: UInt64

  package init(id: String, handled: UInt64) {
    self.id = id
    self.handled = handled
  }

  package var request: Element {
    Element("resume", namespace: XMPPNamespace.management, ["previd": id, "h": "\(UInt32(truncatingIfNeeded: handled))"])
  }
}
