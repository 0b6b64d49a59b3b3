import Logging
import NIOConcurrencyHelpers
import PushClient
import ServiceLifecycle

/// Takes pushes out of the queue and sends them, ``GatewayLimits/inFlight`` at once.
///
/// A push is claimed for a time, sent, and then taken out. An instance that dies in between leaves the claim to run out,
/// and another sends the push again; so what may be sent twice is what was in flight when it died, and no more. When it
/// is told to stop it claims no more, and what is in flight is brought to its end.
struct Dispatcher: Service {
  let store: GatewayStore
  let senders: [DeviceKind: any PushSender]
  let bell: Bell
  let metrics: GatewayMetrics
  let logger: Logger
  let now: @Sendable () -> Int64
  private let inFlight = NIOLockedValueBox(0)

  init(
    store: GatewayStore, senders: [DeviceKind: any PushSender], bell: Bell, metrics: GatewayMetrics, logger: Logger,
    now: @escaping @Sendable () -> Int64
  ) {
    self.store = store
    self.senders = senders
    self.bell = bell
    self.metrics = metrics
    self.logger = logger
    self.now = now
  }

  func run() async throws {
    await withDiscardingTaskGroup { group in
      let clock = Task { await tick() }
      var walk = QueueWalk()
      for await _ in bell.rings.cancelOnGracefulShutdown() {
        // What others handed in, what is to be tried again, and what an instance that died has left, ring no bell.
        if walk.isOld { walk = QueueWalk() }
        // In a task of its own, which nothing cancels: a push that was sent and not written down would be sent again.
        await dispatch(&walk) { push in group.addTask { await Task { await deliver(push) }.value } }
      }
      clock.cancel()
    }
  }

  private func tick() async {
    var ticks = 0
    while (try? await Task.sleep(for: Self.tickInterval)) != nil {
      bell.ring()
      ticks += 1
      if ticks % Self.ticksPerPurge == 0 { await housekeep() }
    }
  }

  private func housekeep() async {
    do {
      try await store.purge(now: now())
      metrics.queueLength(try await store.queueLength())
    } catch {
      logger.warning("the database cannot be cleaned up")
    }
  }

  /// Claims what there is room for, until nothing is due that may be sent now, or it is told to stop.
  private func dispatch(_ walk: inout QueueWalk, _ start: (QueuedPush) -> Void) async {
    do {
      while room > 0, !Task.isShuttingDownGracefully, !Task.isCancelled {  // the next one that ends rings
        // What has ended meanwhile may let the first ones go on.
        if walk.place > 0, room > walk.room { _ = try await claim(from: 0, start) }
        let isEmpty = try await claim(from: walk.place, start) == 0
        walk.room = room
        guard isEmpty else { continue }
        guard let next = try await store.next(after: walk.place, now: now()) else { return }
        walk.place = next
      }
    } catch {
      logger.warning("no pushes can be claimed: the database does not answer")
    }
  }

  private var room: Int { inFlight.withLockedValue { GatewayLimits.inFlight - $0 } }

  /// - Returns: how many were claimed.
  private func claim(from place: Int64, _ start: (QueuedPush) -> Void) async throws -> Int {
    let pushes = try await store.claim(room: room, from: place, kinds: Set(senders.keys), now: now())
    inFlight.withLockedValue { $0 += pushes.count }
    for push in pushes { start(push) }
    return pushes.count
  }

  private func deliver(_ push: QueuedPush) async {
    let start = ContinuousClock.now
    let delivery = await send(push)
    metrics.delivered(delivery, push.device.kind, in: ContinuousClock.now - start)
    await writeDown(push, delivery)
    inFlight.withLockedValue { $0 -= 1 }
    bell.ring()
  }

  /// Writes down what came of a push. A database that is away for a moment is tried again while the claim holds: it changes
  /// nothing to write it twice.
  private func writeDown(_ push: QueuedPush, _ delivery: Delivery) async {
    let end = ContinuousClock.now + Self.writePeriod
    while (try? await settle(push, delivery)) == nil {
      guard ContinuousClock.now + Self.writePause < end else {
        // The claim runs out, and the push is sent again: better than to lose those that were not sent.
        return logger.warning("the outcome of a push cannot be written down")
      }
      try? await Task.sleep(for: Self.writePause)
    }
  }

  private func send(_ push: QueuedPush) async -> Delivery {
    guard push.expiresAt > now() else { return .refused }
    guard push.device.deadAt == nil else { return .dead(since: push.device.deadAt) }
    // Its owner may have switched it off since.
    guard push.device.isActive else { return .refused }
    // What there is no sender for is not claimed: another instance may have one.
    guard let sender = senders[push.device.kind] else { return .retry(after: nil) }
    // A sender that has not come to its end by then is not waited for: it would hold its place in flight for minutes.
    let late = Delivery.retry(after: nil)
    let delivery = await Deadline.first(within: .milliseconds(GatewayLimits.sendTimeout), late: late) {
      await sender.send(OutgoingPush(push))
    }
    return delivery ?? late  // none where it is cancelled
  }

  private func settle(_ push: QueuedPush, _ delivery: Delivery) async throws {
    switch delivery {
    case .delivered, .refused: try await store.finish(push, now: now())
    case .dead(let since):
      let registeredBy = since ?? push.device.registeredAt
      let isBuried = try await store.bury(push.device, registeredBy: registeredBy, now: now())
      if isBuried || registeredBy < push.device.registeredAt {
        try await store.finish(push, now: now())
      } else {
        // It was registered anew while the push was in flight, and has not been sent anything.
        try await store.release(push, dueAt: now())
      }
    case .retry(let after):
      let delay = RetryPolicy.delay(attempts: push.attempts, after: after, random: .random(in: 0..<1))
      try await store.release(push, dueAt: now() + delay)
    }
  }

  /// 10 s: after ``GatewayLimits/sendTimeout`` the last attempt begins within 20 s. Where the server cannot be connected to
  /// it takes 5 s more, and that is less than ``GatewayLimits/lease``. One that waits longer, for a group of others' before
  /// it or a server that takes its 10 s for a statement, may end after the claim; where another has claimed the push by
  /// then, it leaves it alone.
  private static let writePeriod = Duration.seconds(10)
  private static let writePause = Duration.seconds(1)

  /// 500 ms: how late a push of another's may be, and a retry.
  private static let tickInterval = Duration.milliseconds(500)

  /// Every minute.
  private static let ticksPerPurge = 120
}
