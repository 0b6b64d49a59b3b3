package import XML

/// `<opt-out xmlns='urn:xmpp:omemo:2'/>`: its sender asks to go on without encryption (XEP-0384 0.9). It counts in an
/// encrypted envelope only; in the clear anybody could write it.
package struct OptOut: Sendable, Equatable {
  /// For people; a stranger's text.
  package let reason: String?

  package init(reason: String?) {
    self.reason = reason
  }

  package static func isOptOut(_ element: Element) -> Bool {
    element.name == name && element.namespace == Namespace.omemo2.rawValue
  }

  /// - Throws: `malformedElement` for more than one reason.
  package init(_ element: Element) throws {
    reason = try element.atMostOne("reason", Namespace.omemo2.rawValue)?.text
  }

  package var element: Element {
    Element(
      Self.name, namespace: Namespace.omemo2.rawValue,
      children: reason.map { [Element("reason", namespace: Namespace.omemo2.rawValue, text: $0)] } ?? [])
  }

  private static let name = "opt-out"
}
