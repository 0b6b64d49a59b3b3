package import XML

extension Client {
  /// Publishes an item at a node of our own account, configured as the publication says.
  package func publish(_ publication: Publication) async throws(RequestError) {
    try await publication.publish { (payload) async throws(RequestError) in try await self.request("set", payload) }
  }

  /// Fetches items of a node (XEP-0060 section 6.5): those of the given ids, or the latest that the server sends by itself.
  ///
  /// - Parameter owner: a bare address; our own account if `nil`.
  package func items(
    of owner: JID? = nil, at node: String, ids: [String] = []
  ) async throws(RequestError) -> [PubSubItem] {
    let wanted = ids.map { Element("item", namespace: XMPPNamespace.pubSub, ["id": $0]) }
    let items = Element("items", namespace: XMPPNamespace.pubSub, ["node": node], children: wanted)
    let answer = try await request(
      "get", of: owner, Element("pubsub", namespace: XMPPNamespace.pubSub, children: [items]))
    guard let pubSub = try? answer.atMostOne("pubsub", XMPPNamespace.pubSub),
      let found = try? pubSub.atMostOne("items", XMPPNamespace.pubSub), found.attribute("node") == node
    else { throw .malformedAnswer }
    return found.elements("item", XMPPNamespace.pubSub).map(PubSubItem.init)
  }

  /// How a node of our own account is configured (XEP-0060 section 8.2): the values of its form's fields.
  package func configuration(of node: String) async throws(RequestError) -> [String: String] {
    let configure = Element("configure", namespace: XMPPNamespace.pubSubOwner, ["node": node])
    let answer = try await request("get", Element("pubsub", namespace: XMPPNamespace.pubSubOwner, children: [configure]))
    let fields = answer.elements("pubsub", XMPPNamespace.pubSubOwner).first?
      .elements("configure", XMPPNamespace.pubSubOwner).first?.elements("x", XMPPNamespace.dataForm).first?
      .elements("field", XMPPNamespace.dataForm)
    guard let fields else { throw .malformedAnswer }
    let values = fields.compactMap { field in
      field.attribute("var").map { ($0, field.elements("value", XMPPNamespace.dataForm).first?.text ?? "") }
    }
    return Dictionary(values) { first, _ in first }
  }
}
