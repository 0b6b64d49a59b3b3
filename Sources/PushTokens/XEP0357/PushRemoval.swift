package import XML

/// The message by which a push service tells a user that it knows a node no longer (section 8): his affiliation there is
/// none.
package struct PushRemoval: Hashable, Sendable {
  package let service: PushService
  package let user: JID

  package init(service: PushService, user: JID) {
    self.service = service
    self.user = user.bare
  }

  /// Reads it from a `<message/>`. It is the sender's word about his own nodes and no one else's.
  package init(_ message: Element) throws(PushStanzaError) {
    let pubSubs = message.elements("pubsub", PushNamespace.pubSub)
    guard message.name == "message", message.attribute("type") != "error", pubSubs.count == 1,
      let from = message.attribute("from").flatMap({ try? JID($0) }), let node = pubSubs[0].attribute("node")
    else { throw .malformed }
    let affiliations = pubSubs[0].elements("affiliation", PushNamespace.pubSub)
    guard affiliations.count == 1, affiliations[0].attribute("affiliation") == "none",
      let user = affiliations[0].attribute("jid").flatMap({ try? JID($0) })
    else { throw .malformed }
    self.init(service: PushService(jid: from, node: try PushService.checked(node)), user: user)
  }

  /// The message, to the user's bare address.
  ///
  /// - Parameter namespace: the stream's.
  package func element(namespace: String) -> Element {
    let affiliation = Element(
      "affiliation", namespace: PushNamespace.pubSub, ["jid": user.description, "affiliation": "none"])
    let pubSub = Element("pubsub", namespace: PushNamespace.pubSub, ["node": service.node], children: [affiliation])
    return Element(
      "message", namespace: namespace, ["from": service.jid.description, "to": user.description], children: [pubSub])
  }
}
