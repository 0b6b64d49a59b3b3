package import XML

/// An error that came back for a stanza (RFC 6120 section 8.3).
package struct StanzaError: Error, Equatable, Sendable {
  /// The name of the defined condition, `item-not-found` and the like; `undefined-condition` where there is none.
  package let condition: String
  /// The names of conditions of other namespaces, each with its namespace.
  package let details: [Detail]

  package struct Detail: Equatable, Sendable {
    package let name: String
    package let namespace: String
  }

  /// Reads the `<error/>` of a stanza of type error.
  package init(_ stanza: Element) {
    let children = stanza.elements("error", stanza.namespace).first?.elements ?? []
    condition =
      children.first { $0.namespace == XMPPNamespace.stanzaErrors && $0.name != "text" }?.name ?? "undefined-condition"
    details = children.filter { $0.namespace != XMPPNamespace.stanzaErrors }
      .map { Detail(name: $0.name, namespace: $0.namespace) }
  }

  /// XEP-0060 section 7.1.5: a node has another configuration than the publisher asks for.
  package var isPreconditionNotMet: Bool {
    details.contains(Detail(name: "precondition-not-met", namespace: XMPPNamespace.pubSubErrors))
  }
}
