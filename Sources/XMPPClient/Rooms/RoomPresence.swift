package import XML

/// What a room says of one of its occupants (XEP-0045 section 7.2).
package struct RoomPresence: Sendable, Equatable {
  /// The room's address and the occupant's nickname, as one.
  package let address: JID
  /// The account behind the nickname; `nil` in a room that does not tell.
  package let jid: JID?
  package let isAvailable: Bool
  /// Whether it is about ourselves.
  package let isOwn: Bool
  /// Whether the room was made by our coming, and waits to be configured.
  package let isRoomNew: Bool
  /// Why the room does not let us in.
  package let refusal: StanzaError?

  /// Reads a presence; `nil` if it is not a room's. An error may come from anybody: the caller knows which rooms it asked.
  package init?(_ presence: Element) {
    guard let address = presence.attribute("from").flatMap({ try? JID($0) }) else { return nil }
    let type = presence.attribute("type")
    // The room adds its own to what the occupant says; of two there is no telling whose is whose.
    let details = try? presence.atMostOne("x", XMPPNamespace.mucUser)
    guard details != nil || type == "error" else { return nil }
    self.address = address
    isAvailable = type == nil
    refusal = type == "error" ? StanzaError(presence) : nil
    let codes = details?.elements("status", XMPPNamespace.mucUser).compactMap { $0.attribute("code") } ?? []
    isOwn = codes.contains("110")
    isRoomNew = codes.contains("201")
    jid = details?.elements("item", XMPPNamespace.mucUser).first?.attribute("jid").flatMap { try? JID($0) }
  }
}
