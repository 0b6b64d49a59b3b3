import OMEMO
import Pawl
import Testing

@Suite("Rooms")
struct RoomTests {
  private static let room = "tea@rooms.example"
  private let alice: TestDevice
  private let bob: TestDevice
  private let carol: TestDevice

  init() async throws {
    alice = try TestDevice("alice@example.org", id: 1)
    bob = try TestDevice("bob@example.net", id: 2)
    carol = try TestDevice("carol@example.com", id: 3)
    try await alice.meet(bob)
    try await alice.meet(carol)
  }

  private func send(_ text: String, to room: String = room) async throws -> EncryptedStanza {
    try await alice.device.encrypt(
      text, toRoom: room, members: [alice.jid, bob.jid, carol.jid, bob.jid], now: TestDevice.now)
  }

  /// As a room hands a stanza on: from an occupant, whose JID it tells by other means.
  private func reflected(_ stanza: String, by room: String = room) -> String {
    stanza.replacing("from=\"alice@example.org\"", with: "from=\"\(room)/al\"")
      .replacing("from='alice@example.org'", with: "from='\(room)/al'")
  }

  @Test("All members read it, each once however often named, and its sender knows it as its own")
  func everyone() async throws {
    let sent = try await send("tea?")
    #expect(sent.recipients.map(\.jid) == [bob.jid, carol.jid] && sent.omitted.isEmpty)
    let stanza = reflected(sent.stanza)
    for reader in [bob, carol] {
      let received = try await reader.device.receive(stanza, fromOccupant: alice.jid, now: TestDevice.now)
      #expect(received.text == "tea?")
      #expect(received.sender.jid == alice.jid)
    }
    await #expect(throws: ReceiveError.ownMessage) {
      _ = try await alice.device.receive(stanza, fromOccupant: alice.jid, now: TestDevice.now)
    }
  }

  @Test("Moved to another room, to a conversation of two, or laid into another's mouth, it is refused")
  func moved() async throws {
    let sent = try await send("only here")
    let stanza = reflected(sent.stanza)
    await #expect(throws: ReceiveError.wrongRecipient) {
      _ = try await bob.device.receive(
        reflected(sent.stanza, by: "bar@rooms.example"), fromOccupant: alice.jid, now: TestDevice.now)
    }
    await #expect(throws: ReceiveError.wrongRecipient) {
      _ = try await bob.receive(sent.stanza.replacing("groupchat", with: "chat"))
    }
    await #expect(throws: ReceiveError.malformed) { _ = try await bob.receive(stanza) }
    await #expect(throws: ReceiveError.wrongSender) {
      _ = try await bob.device.receive(stanza, fromOccupant: "mallory@example.org", now: TestDevice.now)
    }
    #expect(
      try await bob.device.receive(stanza, fromOccupant: alice.jid, now: TestDevice.now).text == "only here")
  }

  @Test("A conversation of two, moved to a room, is refused")
  func movedIn() async throws {
    let stanza = reflected(try await alice.send("between us", to: bob)).replacing("\"chat\"", with: "\"groupchat\"")
      .replacing("'chat'", with: "'groupchat'")
    await #expect(throws: ReceiveError.wrongRecipient) {
      _ = try await bob.device.receive(stanza, fromOccupant: alice.jid, now: TestDevice.now)
    }
  }

  @Test("Who is no longer a member cannot read")
  func removed() async throws {
    let sent = try await alice.device.encrypt(
      "without Carol", toRoom: Self.room, members: [bob.jid], now: TestDevice.now)
    await #expect(throws: ReceiveError.notForThisDevice) {
      _ = try await carol.device.receive(reflected(sent.stanza), fromOccupant: alice.jid, now: TestDevice.now)
    }
    let nobody = try TestDevice("alice@example.org", id: 9)
    await #expect(throws: SendError.noDevices) {
      _ = try await nobody.device.encrypt("to nobody", toRoom: Self.room, members: [], now: TestDevice.now)
    }
    await #expect(throws: SendError.tooManyRecipients) {
      _ = try await alice.device.encrypt(
        "to all", toRoom: Self.room, members: (0...1000).map { "m\($0)@example.org" }, now: TestDevice.now)
    }
  }

  @Test("What is missing before a message reaches all is named: lists, then bundles, then nothing")
  func missing() async throws {
    let dave = try TestDevice("dave@example.org", id: 4)
    #expect(
      try await alice.device.missing(for: [dave.jid]).contains(.fetchDeviceList(jid: dave.jid, .omemo2)))
    _ = try await alice.device.importDeviceList(dave.device.deviceList(), of: dave.jid)
    _ = try await alice.device.importDeviceList(alice.device.deviceList(), of: alice.jid)
    #expect(
      try await alice.device.missing(for: [dave.jid])
        == [.fetchBundle(jid: dave.jid, device: dave.device.id, .omemo2)])
    try await dave.giveBundle(to: alice)
    #expect(try await alice.device.missing(for: [dave.jid, dave.jid]) == [])
    _ = try await alice.send("hello", to: dave)
    #expect(try await alice.device.missing(for: [dave.jid]) == [])
  }
}
