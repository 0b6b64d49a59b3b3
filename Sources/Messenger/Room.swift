import XML

/// A room that we are in: who is behind the nicknames.
struct Room {
  /// By their addresses in the room, the bare addresses of their accounts.
  var occupants: [JID: JID] = [:]
  /// Whether we are in.
  var isEntered = false
  /// Waits for the room's answer to our coming.
  var entering: CheckedContinuation<Result<Bool, RoomError>, Never>?
}
