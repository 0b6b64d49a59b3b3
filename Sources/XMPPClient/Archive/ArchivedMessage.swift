package import XML

/// A message out of our archive (XEP-0313 section 4.1.2).
package struct ArchivedMessage: Sendable, Equatable {
  /// The archive's name for it, which no other message of the archive has.
  package let id: String
  /// When the server stored it.
  package let stamp: DateTime
  /// The stanza as it came.
  package let stanza: Element
  /// The message itself.
  package let message: Element

  package init(id: String, stamp: DateTime, stanza: Element, message: Element) {
    self.id = id
    self.stamp = stamp
    self.stanza = stanza
    self.message = message
  }
}
