import Foundation
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
package import UnixSignals

/// The push endpoint: the REST API, the XMPP component, the queue behind both, and the senders.
///
/// It knows of each device how to reach it and which tokens wake it, and of nobody whom they were given to. It keeps no
/// content. Its log names no token, registration, address or account.
package struct Gateway: Sendable {
  package let store: GatewayStore
  private let senders: [DeviceKind: any PushSender]
  let api: API
  let dispatcher: Dispatcher
  private let component: ComponentConnection?
  private let logger: Logger

  /// - Parameters:
  ///   - apns: sends to Apple's devices. Without it pushes to them are refused, and those that wait are left to another
  ///     instance. A stand-in may take its place.
  ///   - webPush: sends to WebPush and UnifiedPush subscriptions.
  package init(
    store: GatewayStore, apns: (any PushSender)?, webPush: (any PushSender)?, component: ComponentConfiguration? = nil,
    settings: APISettings = APISettings(), limits: RateLimits = RateLimits(), logger: Logger
  ) {
    let registry = PrometheusRegistry()
    let metrics = GatewayMetrics(factory: registry)
    let bell = Bell()
    var senders: [DeviceKind: any PushSender] = [:]
    senders[.apns] = apns
    senders[.webpush] = webPush
    let queue = PushQueue(
      store: store, kinds: Set(senders.keys), bell: bell, metrics: metrics, limits: limits, now: Self.now)
    self.store = store
    self.senders = senders
    self.logger = logger
    api = API(
      store: store, queue: queue, settings: settings, limiters: API.Limiters(limits), passwords: PasswordWorker(),
      metrics: metrics, registry: registry, now: Self.now)
    dispatcher = Dispatcher(
      store: store, senders: senders, bell: bell, metrics: metrics, logger: logger, now: Self.now)
    self.component = component.map {
      ComponentConnection(
        configuration: $0, service: ComponentService(queue: queue), metrics: metrics, logger: logger)
    }
  }

  /// Runs until it is told to stop, or its task is cancelled: then no more is taken in, what is in flight is brought to
  /// its end, for ``GatewayLimits/stopTimeout`` at most, and all is closed.
  ///
  /// - Parameters:
  ///   - signals: on which it stops.
  ///   - onListening: is called with the port once requests are taken.
  package func run(
    host: String, port: Int, signals: [UnixSignal] = [], onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) async throws {
    var quiet = logger
    // The libraries log what they are handed, paths with tokens in them too.
    quiet.logLevel = max(quiet.logLevel, .error)
    let server = Application(
      router: api.router(),
      server: .http1(configuration: .init(idleTimeout: .milliseconds(GatewayLimits.idleTimeout))),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { await onListening(port) }
      }, logger: quiet)
    // The last one stops first: requests end before what they need.
    var services: [any Service] = [dispatcher]
    if let component { services.append(component) }
    services.append(server)
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: signals, logger: quiet)
    configuration.maximumGracefulShutdownDuration = .milliseconds(GatewayLimits.stopTimeout)
    let group = ServiceGroup(configuration: configuration)
    let result: Result<Void, any Error>
    do {
      result = .success(try await group.run())
    } catch {
      result = .failure(error)
    }
    for sender in senders.values { await sender.close() }
    await api.passwords.close()
    await store.close()
    try result.get()
  }

  /// Milliseconds since 1970.
  package static let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
}
