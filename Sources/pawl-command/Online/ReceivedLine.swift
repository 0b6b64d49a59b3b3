import Messenger
import Pawl

/// A line that `listen` and `catchup` print.
struct ReceivedLine: Encodable {
  private let received: ReceivedDescription
  private let room: String?

  /// `nil` for what is nothing to show.
  init?(_ event: MessengerEvent) {
    guard case .received(let stanza, let room) = event else { return nil }
    received = ReceivedDescription(stanza)
    guard received.kind != .empty else { return nil }
    self.room = room
  }

  var plainText: String {
    received.line(room: room)
  }

  private enum Key: CodingKey {
    case room
  }

  func encode(to encoder: any Encoder) throws {
    try received.encode(to: encoder)
    guard let room else { return }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(room, forKey: .room)
  }
}
