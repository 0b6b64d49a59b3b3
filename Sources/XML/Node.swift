/// A child of an ``Element``.
package enum Node: Sendable, Hashable {
  case element(Element)
  /// Never empty and never beside another text in a tree that was parsed; CDATA sections are text.
  case text(String)
}
