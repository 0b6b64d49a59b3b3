import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A stanza as a tree, to find out what it is. An XMPP library has its own; the adapter needs no more than this.
struct Stanza: Sendable {
  let name: String
  let namespace: String
  let attributes: [String: String]
  fileprivate(set) var children: [Stanza] = []
  fileprivate var content = ""

  /// `nil` for what is no XML.
  init?(_ xml: String) {
    let parser = XMLParser(data: Data(xml.utf8))
    let builder = Builder()
    parser.shouldProcessNamespaces = true
    parser.delegate = builder
    guard parser.parse(), let root = builder.root else { return nil }
    self = root
  }

  fileprivate init(name: String, namespace: String, attributes: [String: String]) {
    (self.name, self.namespace, self.attributes) = (name, namespace, attributes)
  }

  /// The first child of this name, in the namespace if one is given.
  func child(_ name: String, _ namespace: String? = nil) -> Stanza? {
    children.first { $0.name == name && (namespace == nil || $0.namespace == namespace) }
  }

  /// Whether an element of this name is anywhere in it: a carbon copy or an archived message has it deep inside.
  func contains(_ name: String, in namespaces: [String]) -> Bool {
    children.contains { ($0.name == name && namespaces.contains($0.namespace)) || $0.contains(name, in: namespaces) }
  }

  /// It as XML that stands by itself.
  var xml: String {
    let attributes = attributes.map { " \($0)=\"\(Self.escaped($1))\"" }.joined()
    return "<\(name) xmlns=\"\(Self.escaped(namespace))\"\(attributes)>\(content)</\(name)>"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&apos;")
  }
}

private final class Builder: NSObject, XMLParserDelegate {
  var root: Stanza?
  private var open: [Stanza] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    // Where a library leaves the stream's own namespace out, it is the client's.
    let inherited = open.last?.namespace ?? "jabber:client"
    let namespace = namespaceURI.flatMap { $0.isEmpty ? nil : $0 } ?? inherited
    open.append(Stanza(name: name, namespace: namespace, attributes: attributes.filter { !$0.key.hasPrefix("xmlns") }))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    open[open.count - 1].content += Stanza.escaped(text)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    let element = open.removeLast()
    guard !open.isEmpty else { return root = element }
    open[open.count - 1].children.append(element)
    open[open.count - 1].content += element.xml
  }
}
