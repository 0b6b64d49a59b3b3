package import XML

/// A change of who belongs to a room (XEP-0045 sections 9 and 10), as the room tells those who are in it.
package struct RoomAffiliation: Sendable, Equatable {
  package let room: JID
  package let jid: JID
  package let isMember: Bool

  /// The affiliations of those who may read what is said in a members-only room.
  package static let members = ["owner", "admin", "member"]

  /// Reads a message; `nil` if the room says nothing of the kind in it. What comes from a nickname, or to all, is an
  /// occupant's: the room passes it on with whatever it says.
  package init?(_ message: Element) {
    guard let from = message.attribute("from").flatMap({ try? JID($0) }), from.isBare,
      !["groupchat", "error"].contains(message.attribute("type")),
      let details = try? message.atMostOne("x", XMPPNamespace.mucUser),
      let item = details.elements("item", XMPPNamespace.mucUser).first,
      let affiliation = item.attribute("affiliation"), let jid = item.attribute("jid").flatMap({ try? JID($0) })
    else { return nil }
    room = from
    self.jid = jid.bare
    isMember = Self.members.contains(affiliation)
  }
}
