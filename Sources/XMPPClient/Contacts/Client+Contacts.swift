package import XML

extension Client {
  /// The contact list, as the server keeps it (RFC 6121 section 2.1.3).
  package func contacts() async throws(RequestError) -> [Contact] {
    let answer = try await request("get", Element("query", namespace: XMPPNamespace.roster))
    guard let query = try? answer.atMostOne("query", XMPPNamespace.roster) else { throw .malformedAnswer }
    return query.elements("item", XMPPNamespace.roster).compactMap(Contact.init)
  }

  /// Lets somebody see our presence, whether they have asked (RFC 6121 section 3.1.5) or will (section 3.4), and asks to see
  /// theirs.
  package func add(contact jid: JID) throws(RequestError) {
    for type in ["subscribed", "subscribe"] {
      try send(
        Element(
          "presence", namespace: XMLStreamHeader.clientNamespace, ["to": jid.bare.description, "type": type]))
    }
  }

  /// Takes somebody off the list; with that neither sees the other's presence any more (RFC 6121 section 2.5).
  package func remove(contact jid: JID) async throws(RequestError) {
    let item = Element("item", namespace: XMPPNamespace.roster, ["jid": jid.bare.description, "subscription": "remove"])
    _ = try await request("set", Element("query", namespace: XMPPNamespace.roster, children: [item]))
  }
}
