import PushTokens

/// Where pushes are handed in, by knock or by XMPP server: within the limits, onto disk, and then the dispatcher hears of it.
struct PushQueue: Sendable {
  enum Outcome: Sendable, Equatable {
    case admitted(Admission)
    /// One too many with this token; in so many seconds.
    case limited(after: Int64)
  }

  let store: GatewayStore
  /// The kinds of devices that there is a sender for.
  let kinds: Set<DeviceKind>
  let bell: Bell
  let metrics: GatewayMetrics
  let now: @Sendable () -> Int64
  /// Counts what comes from each address.
  let addresses: RateLimiter
  /// Counts what comes from each XMPP server.
  let servers: RateLimiter
  private let tokens: RateLimiter

  init(
    store: GatewayStore, kinds: Set<DeviceKind>, bell: Bell, metrics: GatewayMetrics, limits: RateLimits,
    now: @escaping @Sendable () -> Int64
  ) {
    self.store = store
    self.kinds = kinds
    self.bell = bell
    self.metrics = metrics
    self.now = now
    addresses = RateLimiter(limits.address)
    servers = RateLimiter(limits.server)
    tokens = RateLimiter(limits.token)
  }

  /// Hands a push in. A push that is ``Admission/queued`` when this returns is on disk.
  func admit(_ token: PushToken, isHigh: Bool, data: String?, source: String) async throws -> Outcome {
    if let seconds = tokens.take(token.text, now: now()) {
      metrics.limited("token")
      return .limited(after: seconds)
    }
    let admission = try await store.enqueue(token: token.text, isHigh: isHigh, data: data, kinds: kinds, now: now())
    metrics.admitted(admission, from: source)
    if admission == .queued { bell.ring() }
    return .admitted(admission)
  }
}
