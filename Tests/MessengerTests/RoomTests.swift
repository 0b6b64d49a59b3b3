import Messenger
import Testing
import XML
import XMPPClient

@Suite("A room")
struct RoomTests {
  private static func presence(of nickname: String, type: String = "") throws -> RoomPresence {
    let type = type.isEmpty ? "" : " type='\(type)'"
    let element = try Element.parse(
      """
      <presence xmlns='jabber:client' from='tea@rooms.test/\(nickname)'\(type)>\
      <x xmlns='http://jabber.org/protocol/muc#user'><item jid='\(nickname)@m.test/r'/></x></presence>
      """)
    return try #require(RoomPresence(element))
  }

  @Test("It cannot make up occupants without end, and those who are known stay known")
  func occupants() throws {
    var room = Room(entry: 1)
    for number in 0..<Room.maximumOccupants + 100 { room.take(try Self.presence(of: "n\(number)")) }
    #expect(room.occupants.count == Room.maximumOccupants)
    #expect(try room.occupants[JID("tea@rooms.test/n0")]?.description == "n0@m.test")
    room.take(try Self.presence(of: "n0", type: "unavailable"))
    room.take(try Self.presence(of: "late"))
    #expect(room.occupants.count == Room.maximumOccupants)
    #expect(try room.occupants[JID("tea@rooms.test/n0")] == nil)
    #expect(try room.occupants[JID("tea@rooms.test/late")]?.description == "late@m.test")
  }
}
