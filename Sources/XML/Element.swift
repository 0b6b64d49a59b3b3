/// An XML element: a name in a namespace, its attributes, and its children in order.
///
/// The module reads and writes small trees of the XML that XMPP permits (RFC 6120 section 11.1) and nothing else: no
/// prefixes, comments, processing instructions or document types, no XPath, no validation against a schema, and no
/// canonical form, so nothing is to be signed or authenticated over a re-encoded tree.
///
/// Name and namespace are two strings and never one joined by a separator: a namespace that contained the separator
/// could then pass for another element's name, as with expat's CVE-2022-25236.
package struct Element: Sendable, Hashable {
  /// The local name, without any prefix.
  package var name: String
  /// The namespace; empty for none.
  package var namespace: String
  package var attributes: [Attribute]
  package var children: [Node]

  package init(_ name: String, namespace: String, attributes: [Attribute] = [], children: [Node] = []) {
    self.name = name
    self.namespace = namespace
    self.attributes = attributes
    self.children = children
  }

  /// An element whose attributes stand in no namespace and whose children are all elements.
  package init(
    _ name: String, namespace: String, _ attributes: KeyValuePairs<String, String> = [:], children: [Element]
  ) {
    self.init(
      name, namespace: namespace, attributes: attributes.map { Attribute($0.key, $0.value) },
      children: children.map(Node.element))
  }

  /// An element whose attributes stand in no namespace and whose only child, if any, is a text.
  package init(
    _ name: String, namespace: String, _ attributes: KeyValuePairs<String, String> = [:], text: String?
  ) {
    self.init(name, namespace: namespace, attributes, children: [])
    if let text, !text.isEmpty { children = [.text(text)] }
  }

  /// An element without children whose attributes stand in no namespace.
  package init(_ name: String, namespace: String, _ attributes: KeyValuePairs<String, String>) {
    self.init(name, namespace: namespace, attributes, children: [])
  }

  /// The value of the attribute `name` that stands in no namespace.
  package func attribute(_ name: String) -> String? {
    attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
  }

  /// The direct children of this name and namespace.
  package func elements(_ name: String, _ namespace: String) -> [Element] {
    children.compactMap {
      guard case .element(let element) = $0, element.name == name, element.namespace == namespace else { return nil }
      return element
    }
  }

  /// The one direct child of this name and namespace, or `nil`.
  ///
  /// Two parsers that each pick another of two `<content/>`, `<from/>` or `<body/>` show two people two messages; where
  /// the specification allows one, two are an error.
  ///
  /// - Throws: ``XMLError/duplicate``.
  package func atMostOne(_ name: String, _ namespace: String) throws(XMLError) -> Element? {
    let found = elements(name, namespace)
    guard found.count <= 1 else { throw .duplicate }
    return found.first
  }

  /// All direct children that are elements.
  package var elements: [Element] {
    children.compactMap {
      if case .element(let element) = $0 { element } else { nil }
    }
  }

  /// The direct text children, joined.
  package var text: String {
    var text = ""
    for case .text(let part) in children { text += part }
    return text
  }
}
