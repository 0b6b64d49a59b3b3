/// The start tag that opens a stream (RFC 6120 section 4.7).
package struct XMLStreamHeader: Sendable, Equatable {
  package var from: String?
  package var to: String?
  package var id: String?
  package var version: String?
  /// The value of `xml:lang`.
  package var language: String?
  /// The namespace of an element in the stream that declares none of its own: that of the stanzas, or the stream's
  /// own or none where every stanza declares its namespace itself (section 4.8.2).
  package var contentNamespace: String

  package init(
    from: String? = nil, to: String? = nil, id: String? = nil, version: String? = "1.0", language: String? = nil,
    contentNamespace: String = clientNamespace
  ) {
    self.from = from
    self.to = to
    self.id = id
    self.version = version
    self.language = language
    self.contentNamespace = contentNamespace
  }

  /// Reads the root of a document that is a stream.
  init(_ root: Element, contentNamespace: String) throws(XMLStreamError) {
    guard root.namespace == Self.streamNamespace else { throw .foreignNamespace }
    guard root.name == "stream" else { throw .notAStream }
    guard Self.contentNamespaces.contains(contentNamespace) else { throw .foreignNamespace }
    let language = root.attributes.first { $0.name == "lang" && $0.namespace == XMLName.xmlNamespace }
    self.init(
      from: root.attribute("from"), to: root.attribute("to"), id: root.attribute("id"),
      version: root.attribute("version"), language: language?.value, contentNamespace: contentNamespace)
  }

  /// The start tag, without an XML declaration, with the prefix `stream` that some servers insist on (section 4.8.5).
  package func serialized() throws(XMLError) -> String {
    var attributes: [Attribute] = []
    for (name, value) in [("from", from), ("to", to), ("id", id), ("version", version)] {
      if let value { attributes.append(Attribute(name, value)) }
    }
    if let language { attributes.append(Attribute("lang", namespace: XMLName.xmlNamespace, language)) }
    var writer = XMLWriter()
    try writer.openStream(attributes, contentNamespace: contentNamespace)
    return try writer.checkedOutput()
  }

  /// The end tag of what ``serialized()`` writes.
  package static let endTag = "</stream:stream>"

  /// The namespace of `<stream/>`, `<features/>` and `<error/>`.
  package static let streamNamespace = "http://etherx.jabber.org/streams"

  /// The namespace of the stanzas between a client and its server.
  package static let clientNamespace = "jabber:client"

  /// The namespace of the stanzas between a component and its server (XEP-0114).
  package static let componentNamespace = "jabber:component:accept"

  private static let contentNamespaces = [clientNamespace, componentNamespace, streamNamespace, ""]
}
