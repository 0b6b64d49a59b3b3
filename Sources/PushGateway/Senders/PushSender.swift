/// Sends pushes to devices of one kind.
package protocol PushSender: Sendable {
  /// Sends one push. It never throws: whatever happens is one of four things.
  func send(_ push: OutgoingPush) async -> Delivery

  /// Ends what it holds open; nothing is sent any more.
  func close() async
}

/// A push as a sender sees it.
package struct OutgoingPush: Sendable {
  /// The push token, by which the phone knows whom it gave it to.
  package let token: String
  /// A low one makes no sound and is not shown.
  package let isHigh: Bool
  package let data: String?
  /// Seconds since 1970: the push service need not keep it longer.
  package let expiresAt: Int64
  let device: PushDevice

  init(_ push: QueuedPush) {
    token = push.token
    isHigh = push.isHigh
    data = push.data
    expiresAt = push.expiresAt / 1000
    device = push.device
  }
}

/// What came of sending a push.
package enum Delivery: Sendable, Equatable {
  /// The push service took it.
  case delivered
  /// Not now; in so many seconds, if the service says.
  case retry(after: Int64?)
  /// The device is no more; known at that moment, in milliseconds since 1970, if the service says.
  case dead(since: Int64?)
  /// The push service will never take this push, or not from us.
  case refused
}
