package import XML

/// A change of who belongs to a room (XEP-0045 sections 9 and 10), as the room tells its occupants.
package struct RoomAffiliation: Sendable, Equatable {
  package let room: JID
  package let jid: JID
  package let isMember: Bool

  /// The affiliations of those who may read what is said in a members-only room.
  package static let members = ["owner", "admin", "member"]

  /// Reads a message or presence; `nil` if the room says nothing of the kind in it.
  package init?(_ stanza: Element) {
    guard let from = stanza.attribute("from").flatMap({ try? JID($0) }),
      let item = stanza.elements("x", XMPPNamespace.mucUser).first?.elements("item", XMPPNamespace.mucUser).first,
      let affiliation = item.attribute("affiliation"), let jid = item.attribute("jid").flatMap({ try? JID($0) })
    else { return nil }
    room = from.bare
    self.jid = jid.bare
    isMember = Self.members.contains(affiliation)
  }
}
