package import XML

extension Client {
  /// Asks a room to let us in (XEP-0045 section 7.2). Its answer comes as presence.
  package func enter(_ room: JID, as nickname: String) throws(RequestError) {
    try send(
      Element(
        "presence", namespace: XMLStreamHeader.clientNamespace, ["to": "\(room.bare)/\(nickname)"],
        children: [Element("x", namespace: XMPPNamespace.muc)]))
  }

  /// Leaves a room, or takes back the wish to enter it (XEP-0045 section 7.14).
  ///
  /// - Parameter occupant: our address in the room.
  package func leave(_ occupant: JID) throws(RequestError) {
    try send(
      Element(
        "presence", namespace: XMLStreamHeader.clientNamespace,
        ["to": occupant.description, "type": "unavailable"]))
  }

  /// Whether a room lets none but its members in, and tells them who each other are.
  package func isPrivate(_ room: JID) async throws(RequestError) -> Bool {
    let features = try await discover(room.bare).elements("feature", XMPPNamespace.discoInfo).map { $0.attribute("var") }
    return ["muc_membersonly", "muc_nonanonymous"].allSatisfy { features.contains($0) }
  }

  /// Makes a room that we own such a one, which stays when it is empty.
  package func makePrivate(_ room: JID) async throws(RequestError) {
    let form = Element.submission(
      of: "http://jabber.org/protocol/muc#roomconfig",
      [
        "muc#roomconfig_membersonly": "1", "muc#roomconfig_whois": "anyone", "muc#roomconfig_persistentroom": "1",
        "muc#roomconfig_publicroom": "0",
      ])
    _ = try await request("set", of: room.bare, Element("query", namespace: XMPPNamespace.mucOwner, children: [form]))
  }

  /// Everyone who may read what is said in a members-only room, whether there or not (XEP-0045 section 9.5).
  package func members(of room: JID) async throws(RequestError) -> [JID] {
    var members: [JID] = []
    for affiliation in RoomAffiliation.members {
      let item = Element("item", namespace: XMPPNamespace.mucAdmin, ["affiliation": affiliation])
      let answer = try await request(
        "get", of: room.bare, Element("query", namespace: XMPPNamespace.mucAdmin, children: [item]))
      guard let query = try? answer.atMostOne("query", XMPPNamespace.mucAdmin) else { throw .malformedAnswer }
      for item in query.elements("item", XMPPNamespace.mucAdmin) {
        // Who is left out silently could not read; who is no address is the room's mistake, and none to pass over.
        guard let jid = item.attribute("jid").flatMap({ try? JID($0) }) else { throw .malformedAnswer }
        members.append(jid.bare)
      }
    }
    return members
  }

  /// Makes an account a member of a room, or takes it off the list, which also puts it out (XEP-0045 sections 9.3, 9.4).
  package func setMembership(_ isMember: Bool, of jid: JID, in room: JID) async throws(RequestError) {
    let item = Element(
      "item", namespace: XMPPNamespace.mucAdmin,
      ["affiliation": isMember ? "member" : "none", "jid": jid.bare.description])
    _ = try await request("set", of: room.bare, Element("query", namespace: XMPPNamespace.mucAdmin, children: [item]))
  }
}
