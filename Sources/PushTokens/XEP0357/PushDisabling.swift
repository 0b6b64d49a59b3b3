package import XML

/// The payload of the request that ends pushes to a service (section 6).
package struct PushDisabling: Hashable, Sendable {
  package let jid: JID
  /// `nil` for all of the account's nodes there, which are those of its other devices too.
  package let node: String?

  package init(jid: JID, node: String?) {
    self.jid = jid
    self.node = node
  }

  package init(_ element: Element) throws(PushStanzaError) {
    guard element.name == "disable", element.namespace == PushNamespace.push,
      let jid = element.attribute("jid").flatMap({ try? JID($0) })
    else { throw .malformed }
    self.jid = jid
    node = try element.attribute("node").map { (node) throws(PushStanzaError) in try PushService.checked(node) }
  }

  package var element: Element {
    var element = Element("disable", namespace: PushNamespace.push, ["jid": jid.description])
    if let node { element.attributes.append(Attribute("node", node)) }
    return element
  }

  /// Whether a refusal means that it is so already: ejabberd answers `item-not-found` where no registration is.
  package static func isDone(afterRefusal condition: String) -> Bool {
    condition == "item-not-found"
  }
}
