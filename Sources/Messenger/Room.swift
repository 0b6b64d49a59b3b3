package import XML
package import XMPPClient

/// A room that we are in, or about to enter: who is behind the nicknames.
package struct Room {
  /// Tells one attempt to enter from the next.
  let entry: Int
  /// By their addresses in the room, the bare addresses of their accounts.
  package private(set) var occupants: [JID: JID] = [:]
  /// Waits for the room's answer to our coming.
  var entering: CheckedContinuation<Result<Bool, RoomError>, Never>?

  package init(entry: Int) {
    self.entry = entry
  }

  /// Takes what the room says of an occupant.
  package mutating func take(_ presence: RoomPresence) {
    guard presence.isAvailable, let jid = presence.jid?.bare else {
      occupants[presence.address] = nil
      return
    }
    guard occupants.count < Self.maximumOccupants || occupants[presence.address] != nil else { return }
    occupants[presence.address] = jid
  }

  /// 5000: the largest rooms have some thousand. A room may make up any number; whom it has too many cannot be read.
  package static let maximumOccupants = 5000
}
