package import XML

/// What a node's owner published or took back (XEP-0163 section 4.3).
package struct PubSubEvent: Sendable, Equatable {
  /// The owner: the sender of the message. Whatever it says inside is theirs and no other's: a device list of Bob's in
  /// a message from Mallory is Mallory's.
  package let owner: JID
  package let node: String
  package let items: [PubSubItem]
  package let retracted: [String]

  /// Reads an event out of a message that came directly; carbons and archives carry none that counts.
  package init?(_ incoming: IncomingMessage) {
    guard incoming.way == .direct, incoming.stanza.attribute("type") != "error",
      let owner = incoming.stanza.attribute("from").flatMap({ try? JID($0) }), owner.isBare,
      let event = try? incoming.stanza.atMostOne("event", XMPPNamespace.pubSubEvent),
      let items = try? event.atMostOne("items", XMPPNamespace.pubSubEvent), let node = items.attribute("node")
    else { return nil }
    self.owner = owner
    self.node = node
    self.items = items.elements("item", XMPPNamespace.pubSubEvent).map(PubSubItem.init)
    retracted = items.elements("retract", XMPPNamespace.pubSubEvent).compactMap { $0.attribute("id") }
  }
}
