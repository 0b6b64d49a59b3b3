import Primitives
package import XML

/// The SCE envelope: what is encrypted in an OMEMO 2 message (XEP-0420, section 4; XEP-0384 0.9, section 5.5).
package struct Envelope: Sendable, Equatable {
  package var content: [Element]
  package var time: DateTime?
  package var from: JID?
  package var to: JID?

  package init(content: [Element], time: DateTime?, from: JID?, to: JID?) {
    self.content = content
    self.time = time
    self.from = from
    self.to = to
  }

  /// The envelope's XML with fresh random padding.
  package func serialised() throws(XMLError) -> String {
    let content = Element("content", namespace: Namespaces.envelope, children: content)
    let length = try content.serialized().utf8.count
    var children = [content, Element("rpad", namespace: Namespaces.envelope, text: Self.padding(length))]
    if let time {
      children.append(Element("time", namespace: Namespaces.envelope, ["stamp": time.description]))
    }
    if let to {
      children.append(Element("to", namespace: Namespaces.envelope, ["jid": to.bare.description]))
    }
    if let from {
      children.append(Element("from", namespace: Namespaces.envelope, ["jid": from.bare.description]))
    }
    return try Element("envelope", namespace: Namespaces.envelope, children: children).serialized()
  }

  /// Reads an envelope. Every affix at most once; padding is not looked at.
  ///
  /// - Throws: ``XMLError`` for XML that the restricted parser refuses; `malformedElement` for anything that is not one
  ///   envelope with one content.
  package init(parsing xml: [UInt8]) throws {
    let root = try Element.parse(xml)
    guard root.name == "envelope", root.namespace == Namespaces.envelope,
      let content = try root.atMostOne("content", Namespaces.envelope)
    else { throw OMEMOError.malformedElement }
    self.content = content.elements.filter(Self.isPermitted)
    _ = try root.atMostOne("rpad", Namespaces.envelope)
    time = try Self.affix(root, "time", "stamp").map { try DateTime($0) }
    to = try Self.affix(root, "to", "jid").map { try JID($0) }
    from = try Self.affix(root, "from", "jid").map { try JID($0) }
  }

  /// The text of the first body. Other languages' bodies are not chosen between.
  package var body: String? {
    content.first { $0.name == "body" && $0.namespace == Namespaces.client }?.text
  }

  /// XEP-0420 section 5.2: elements that a server must see, or writes itself, have no meaning inside.
  private static func isPermitted(_ element: Element) -> Bool {
    switch element.namespace {
    case Namespaces.hints, Namespaces.addresses, Namespaces.encryptionHint, Namespaces.envelope: false
    case Namespaces.stanzaID: element.name != "stanza-id"
    default: true
    }
  }

  private static func affix(_ root: Element, _ name: String, _ attribute: String) throws -> String? {
    guard let element = try root.atMostOne(name, Namespaces.envelope) else { return nil }
    guard let value = element.attribute(attribute) else { throw OMEMOError.malformedElement }
    return value
  }

  /// Enough to fill a content up to 256 bytes, and then 0 to 200 characters at random (XEP-0420 section 4.1), so that
  /// "yes" and "no" have no length of their own.
  private static func padding(_ length: Int) -> String {
    let count = max(0, 256 - length) + Int(Random.number(in: 0...200))
    return String(TextEncoding.base64(Random.bytes(count)).prefix(count))
  }
}
