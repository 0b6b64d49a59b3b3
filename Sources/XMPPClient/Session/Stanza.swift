package import XML

extension Element {
  /// A request (RFC 6120 section 8.2.3).
  package static func iq(_ type: String, id: String, to: String?, _ payload: Element?) -> Element {
    var iq = Element(
      "iq", namespace: XMLStreamHeader.clientNamespace, ["type": type, "id": id], children: payload.map { [$0] } ?? [])
    if let to { iq.attributes.append(Attribute("to", to)) }
    return iq
  }

  /// Whether it is a stanza, which stream management counts.
  package var isStanza: Bool {
    namespace == XMLStreamHeader.clientNamespace && ["message", "presence", "iq"].contains(name)
  }

  /// Whether an `<iq/>` is an answer.
  package var isReply: Bool {
    ["result", "error"].contains(attribute("type"))
  }

  /// Whether an answer comes from where the request went (RFC 6120 section 8.1.2.1): others may guess an id, and
  /// answer in place of the one who was asked (CVE-2014-0364).
  ///
  /// What went to nobody went to our own account, for which the server may answer in any of three ways.
  package func isReply(from addressee: JID?, own: JID) -> Bool {
    guard let text = attribute("from") else { return addressee == nil || addressee == own.bare }
    guard let from = try? JID(text) else { return false }
    if let addressee { return from == addressee }
    return from == own.bare || from == own || from.description == own.domain
  }

  /// Answers a request that is not served (RFC 6120 section 8.4).
  package func refusal(_ condition: String) -> Element {
    let cause = Element(condition, namespace: XMPPNamespace.stanzaErrors)
    let error = Element("error", namespace: XMLStreamHeader.clientNamespace, ["type": "cancel"], children: [cause])
    return .iq("error", id: attribute("id") ?? "", to: attribute("from"), error)
  }
}
