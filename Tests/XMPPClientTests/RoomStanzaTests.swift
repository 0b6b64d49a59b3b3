import Testing
import XML
import XMPPClient

@Suite("What a room says (XEP-0045)")
struct RoomStanzaTests {
  private static let details =
    "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member' jid='mallory@m.test'/></x>"

  private static func stanza(_ name: String, from: String, type: String? = nil, _ content: String) throws -> Element {
    let type = type.map { " type='\($0)'" } ?? ""
    return try Element.parse("<\(name) xmlns='jabber:client' from='\(from)'\(type)>\(content)</\(name)>")
  }

  @Test("Who became a member is told by the room itself", arguments: [nil, "normal", "headline"] as [String?])
  func membership(_ type: String?) throws {
    let message = try Self.stanza("message", from: "tea@rooms.test", type: type, Self.details)
    let change = try #require(RoomAffiliation(message))
    #expect(change.room.description == "tea@rooms.test")
    #expect(change.jid.description == "mallory@m.test")
    #expect(change.isMember)
  }

  @Test("An occupant who says so in its place is not heard, in a message to all or to one", arguments: [
    ("tea@rooms.test/mallory", "groupchat"), ("tea@rooms.test/mallory", "chat"), ("tea@rooms.test/mallory", nil),
    ("tea@rooms.test", "groupchat"), ("tea@rooms.test", "error"),
  ] as [(String, String?)])
  func forged(from: String, type: String?) throws {
    let message = try Self.stanza("message", from: from, type: type, Self.details)
    #expect(RoomAffiliation(message) == nil)
  }

  @Test("Of two words neither counts, an occupant's own beside the room's")
  func two() throws {
    let twice = Self.details + Self.details
    let message = try Self.stanza("message", from: "tea@rooms.test", twice)
    let forged = try Self.stanza("presence", from: "tea@rooms.test/mallory", twice)
    let presence = try Self.stanza("presence", from: "tea@rooms.test/mallory", Self.details)
    #expect(RoomAffiliation(message) == nil)
    #expect(RoomPresence(forged) == nil)
    #expect(RoomPresence(presence)?.jid?.description == "mallory@m.test")
  }
}
