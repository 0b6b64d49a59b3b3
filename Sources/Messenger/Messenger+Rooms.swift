import Pawl
import XML
import XMPPClient

extension Messenger {
  /// Enters a room. One that is made by that is made private; one that is not private is left again.
  ///
  /// - Throws: ``RoomError``, ``RequestError``.
  package func enter(_ room: String, as nickname: String) async throws {
    guard let room = try? JID(room), room.isBare, let occupant = try? JID("\(room)/\(nickname)") else {
      throw RoomError.invalidJID
    }
    // The room's answer is for who asks last.
    settle(room, .failure(.timedOut))
    entryCount += 1
    let entry = entryCount
    rooms[room] = Room(entry: entry)
    do {
      try await client.enter(room, as: nickname)
      let isNew = try await answer(of: room, to: entry)
      if isNew { try await client.makePrivate(room) }
      guard try await client.isPrivate(room) else { throw RoomError.notPrivate }
    } catch {
      await leave(occupant, after: entry)
      throw error
    }
  }

  /// Waits for a room's answer to our coming.
  ///
  /// - Returns: whether the room was made by it.
  private func answer(of room: JID, to entry: Int) async throws(RoomError) -> Bool {
    let timeout = Task {
      try await Task.sleep(for: Self.enteringTimeout)
      self.settle(room, .failure(.timedOut))
    }
    defer { timeout.cancel() }
    let answer = await withCheckedContinuation { (waiting: CheckedContinuation<Result<Bool, RoomError>, Never>) in
      if rooms[room]?.entry == entry {
        rooms[room]?.entering = waiting
      } else {
        waiting.resume(returning: .failure(.timedOut))
      }
    }
    return try answer.get()
  }

  /// Leaves a room that was not entered after all, unless it is being entered anew. The room may think otherwise.
  private func leave(_ occupant: JID, after entry: Int) async {
    guard rooms[occupant.bare]?.entry == entry else { return }
    rooms[occupant.bare] = nil
    try? await client.leave(occupant)
  }

  /// No room that was entered in a session is in the next.
  func forgetRooms() {
    for room in rooms.keys { settle(room, .failure(.timedOut)) }
    rooms = [:]
  }

  /// The bare addresses of all who may read what is said in a room.
  package func members(of room: String) async throws -> [String] {
    guard let room = try? JID(room).bare else { throw RoomError.invalidJID }
    guard try await client.isPrivate(room) else { throw RoomError.notPrivate }
    return try await client.members(of: room).map(\.description)
  }

  /// Lets somebody in, or puts somebody out.
  package func setMembership(_ isMember: Bool, of jid: String, in room: String) async throws {
    guard let room = try? JID(room).bare, let jid = try? JID(jid).bare else { throw RoomError.invalidJID }
    try await client.setMembership(isMember, of: jid, in: room)
  }

  func takePresence(_ presence: Element) {
    guard let presence = RoomPresence(presence), rooms[presence.address.bare] != nil else { return }
    let room = presence.address.bare
    if let refusal = presence.refusal { return settle(room, .failure(.refused(refusal))) }
    rooms[room]?.take(presence)
    if presence.isOwn, presence.isAvailable { settle(room, .success(presence.isRoomNew)) }
  }

  func takeMembership(_ stanza: Element) {
    guard let change = RoomAffiliation(stanza), rooms[change.room] != nil else { return }
    announce.yield(
      .membership(room: change.room.description, jid: change.jid.description, isMember: change.isMember))
  }

  /// Who is behind the sender of a room's message.
  func occupant(_ message: Element) -> (jid: String, room: String)? {
    guard message.attribute("type") == "groupchat", let from = message.attribute("from").flatMap({ try? JID($0) }),
      let jid = rooms[from.bare]?.occupants[from]
    else { return nil }
    return (jid.description, from.bare.description)
  }

  private func settle(_ room: JID, _ result: Result<Bool, RoomError>) {
    let waiting = rooms[room]?.entering
    rooms[room]?.entering = nil
    waiting?.resume(returning: result)
  }

  /// 30 s, as a room may be at another server.
  private static let enteringTimeout = Duration.seconds(30)
}
