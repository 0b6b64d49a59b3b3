import Foundation
import Logging
import PostgreSQL
import PushTokens
import ServiceLifecycle
import Testing

@testable import PushGateway

@Suite("The dispatcher")
struct DispatcherTests {
  private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  /// Runs a gateway's dispatcher while `body` goes on, then stops it in good order.
  private static func run(
    _ store: GatewayStore, _ sender: any PushSender, _ body: (Gateway) async throws -> Void
  ) async throws {
    let gateway = Gateway(store: store, apns: sender, webPush: nil, limits: .generous, logger: quiet)
    try await run(gateway.dispatcher) { try await body(gateway) }
  }

  private static func run(_ dispatcher: Dispatcher, _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(configuration: .init(services: [dispatcher], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await body()
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private static func wait(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<2400 where try await !condition() { try await Task.sleep(for: .milliseconds(50)) }
    #expect(try await condition())
  }

  @Test("What is handed in is sent, each once, and nothing stays", arguments: TestDatabase.allCases)
  func sends(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let tokens = try await test.device(tokens: 300, now: Gateway.now()).tokens
    let sender = RecordingSender()
    try await Self.run(test.store, sender) { gateway in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for token in tokens {
          group.addTask {
            let outcome = try await gateway.api.queue.admit(PushToken(token), isHigh: true, data: nil, source: "test")
            #expect(outcome == .admitted(.queued))
          }
        }
        try await group.waitForAll()
      }
      try await Self.wait { try await test.store.queueLength() == 0 }
    }
    #expect(sender.pushes.map(\.token).sorted() == tokens.sorted())
  }

  @Test("What another instance handed in is found without a bell, and retried until it is taken", arguments: TestDatabase.allCases)
  func retries(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let token = try await test.device(now: Gateway.now()).tokens[0]
    let sender = RecordingSender([.retry(after: nil), .retry(after: 1)])
    _ = try await test.store.enqueue(token: token, isHigh: true, data: nil, kinds: [.apns], now: Gateway.now())
    try await Self.run(test.store, sender) { _ in try await Self.wait { try await test.store.queueLength() == 0 } }
    #expect(sender.pushes.map(\.token) == [token, token, token])
  }

  @Test("A device that is no more is not sent to again, nor is anything promised", arguments: TestDatabase.allCases)
  func dead(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let tokens = try await test.device(tokens: 2, now: Gateway.now()).tokens
    let sender = RecordingSender([.dead(since: nil)])
    try await Self.run(test.store, sender) { gateway in
      _ = try await gateway.api.queue.admit(PushToken(tokens[0]), isHigh: true, data: nil, source: "test")
      try await Self.wait { try await test.store.queueLength() == 0 }
      for token in tokens {
        let outcome = try await gateway.api.queue.admit(PushToken(token), isHigh: true, data: nil, source: "test")
        #expect(outcome == .admitted(.inactive))
      }
    }
    #expect(sender.pushes.count == 1)
  }

  @Test("A device that was switched off is not woken by what waited", arguments: TestDatabase.allCases)
  func switchedOff(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let off = try await test.device(registration: "off", now: Gateway.now())
    let on = try await test.device(now: Gateway.now())
    let sender = RecordingSender()
    for device in [off, on] {
      _ = try await test.store.enqueue(
        token: device.tokens[0], isHigh: true, data: nil, kinds: [.apns], now: Gateway.now())
    }
    var sleeping = off.device
    sleeping.isActive = false
    _ = try await test.store.update(sleeping, of: off.account.id)
    try await Self.run(test.store, sender) { _ in try await Self.wait { try await test.store.queueLength() == 0 } }
    #expect(sender.pushes.map(\.token) == on.tokens)
  }

  @Test("A device that is registered anew while a push to it is in flight gets the push", arguments: TestDatabase.allCases)
  func renewed(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let device = try await test.device(now: Gateway.now())
    let sender = RenewingSender(test.store, device.account)
    try await Self.run(test.store, sender) { gateway in
      _ = try await gateway.api.queue.admit(PushToken(device.tokens[0]), isHigh: true, data: nil, source: "test")
      try await Self.wait { try await test.store.queueLength() == 0 }
    }
    #expect(sender.pushes.map(\.device.registration) == [device.device.registration, String(repeating: "cd", count: 32)])
  }

  @Test("A push service that is silent, with more pushes than places, holds up no other", arguments: TestDatabase.allCases)
  func silent(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let silent = try await test.device(registration: "silent", tokens: 2 * GatewayLimits.inFlight, now: Gateway.now())
    let other = try await test.device(tokens: 3, now: Gateway.now())
    let sender = SilentSender(silentTo: "silent")
    try await Self.run(test.store, sender) { gateway in
      for token in silent.tokens {
        _ = try await gateway.api.queue.admit(PushToken(token), isHigh: true, data: nil, source: "test")
      }
      try await Self.wait { sender.held > 0 }
      for token in other.tokens {
        _ = try await gateway.api.queue.admit(PushToken(token), isHigh: true, data: nil, source: "test")
      }
      try await Self.wait { sender.pushes.count == other.tokens.count }
      sender.release()
    }
    #expect(Set(sender.pushes.map(\.token)) == Set(other.tokens))
  }

  @Test("Pushes that it has no sender for are left to another instance, and hold up no others", arguments: TestDatabase.allCases)
  func otherKinds(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let apns = try await test.device(tokens: GatewayLimits.claimWindow + 1, now: Gateway.now())
    let web = try await test.device(.webpush, registration: "https://push.example/x", now: Gateway.now())
    for token in apns.tokens + web.tokens {
      let admission = try await test.store.enqueue(
        token: token, isHigh: true, data: nil, kinds: [.apns, .webpush], now: Gateway.now())
      #expect(admission == .queued)
    }
    let sender = RecordingSender()
    let gateway = Gateway(store: test.store, apns: nil, webPush: sender, limits: .generous, logger: Self.quiet)
    try await Self.run(gateway.dispatcher) {
      try await Self.wait { try await test.store.queueLength() == apns.tokens.count }
    }
    #expect(sender.pushes.map(\.token) == web.tokens)
    let left = try await test.store.claim(room: 1000, kinds: [.apns], now: Gateway.now())
    #expect(!left.isEmpty && left.allSatisfy { $0.attempts == 1 }, "none was claimed before")
  }

  @Test("A push whose sender does not come to its end is tried again, before its claim runs out")
  func late() async throws {
    let test = try await TestStore(.sqlite)
    let start = Gateway.now()
    let token = try await test.device(registration: "silent", now: start).tokens[0]
    _ = try await test.store.enqueue(token: token, isHigh: true, data: nil, kinds: [.apns], now: start)
    let sender = SilentSender(silentTo: "silent")
    // Its clock stands still, so that it takes the push once, and the claim is over only if it is given up.
    let dispatcher = Dispatcher(
      store: test.store, senders: [.apns: sender], bell: Bell(), metrics: GatewayMetrics(factory: PrometheusRegistry()),
      logger: Self.quiet, now: { start })
    try await Self.run(dispatcher) {
      try await Self.wait { sender.held == 1 }
      var claimed: [QueuedPush] = []
      try await Self.wait {
        if claimed.isEmpty { claimed = try await test.store.claim(room: 1, now: start + 1000) }
        return !claimed.isEmpty
      }
    }
    #expect(sender.held == 1)
  }

  @Test("What came of a push is written down when the database is there again, and the push is not sent twice")
  func interrupted() async throws {
    let test = try await TestStore(.postgreSQL)
    let token = try await test.device(registration: "silent", now: Gateway.now()).tokens[0]
    let sender = SilentSender(silentTo: "silent")
    try await Self.run(test.store, sender) { gateway in
      _ = try await gateway.api.queue.admit(PushToken(token), isHigh: true, data: nil, source: "test")
      try await Self.wait { sender.held == 1 }
      let database = try PostgreSQLConnection(url: test.url)
      try database.execute(script: "ALTER TABLE pushes RENAME TO away")
      sender.release(.delivered)
      try await Task.sleep(for: .milliseconds(300))
      try database.execute(script: "ALTER TABLE away RENAME TO pushes")
      try await Self.wait { try await test.store.queueLength() == 0 }
    }
    #expect(sender.held == 1)
  }

  @Test("Told to stop, it brings to an end what is in flight, and leaves the rest to be claimed", arguments: TestDatabase.allCases)
  func stop(database: TestDatabase) async throws {
    let test = try await TestStore(database)
    let tokens = try await test.device(tokens: 200, now: Gateway.now()).tokens
    for token in tokens {
      _ = try await test.store.enqueue(token: token, isHigh: true, data: nil, kinds: [.apns], now: Gateway.now())
    }
    let sender = RecordingSender(delay: .milliseconds(300))
    try await Self.run(test.store, sender) { _ in try await Task.sleep(for: .milliseconds(100)) }
    let left = try await test.store.claim(room: 1000, now: Gateway.now())
    #expect(Set(left.map(\.token) + sender.pushes.map(\.token)) == Set(tokens), "none is held, none is lost")
    #expect(left.count + sender.pushes.count == tokens.count, "none is both")
  }
}
