/// A push that an instance has claimed, with all it takes to send it.
struct QueuedPush: Sendable {
  let token: String
  let tokenHash: [UInt8]
  /// A low one makes no sound and is not shown.
  let isHigh: Bool
  /// What the sender asked to be passed on (ChatSecure's `data`), at most 100 characters.
  let data: String?
  /// How often it was tried, this time counted.
  let attempts: Int
  let expiresAt: Int64
  /// The claim under which it is held.
  let lease: String
  let device: PushDevice
}
