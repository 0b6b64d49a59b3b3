import CommandLineSupport
import Logging
import PushGateway

/// A gateway from its settings.
struct GatewaySettings {
  struct Senders {
    let apns: APNsSender?
    let webPush: WebPushSender
  }

  private let apns: APNsConfiguration?
  private let webPush: WebPushConfiguration
  private let component: ComponentConfiguration?
  private let isBehindProxy: Bool
  private let limits: RateLimits
  private let logger: Logger

  /// - Throws: ``Failure``.
  init(_ settings: Settings) throws(Failure) {
    apns = try Self.apns(settings)
    webPush = try Self.webPush(settings)
    component = try Self.component(settings)
    isBehindProxy = try settings.flag("behind-proxy")
    limits = try Self.limits(settings)
    var logger = Logger(label: "pawl-gateway", factory: StreamLogHandler.standardError(label:))
    let level = settings.text("log-level") ?? "info"
    guard let level = Logger.Level(rawValue: level) else { throw Failure(.usage, "log-level is no level") }
    logger.logLevel = level
    self.logger = logger
  }

  /// - Throws: `SenderError`.
  func senders() throws -> Senders {
    Senders(
      apns: try apns.map { try APNsSender($0, now: Gateway.now) }, webPush: try WebPushSender(webPush, now: Gateway.now))
  }

  func gateway(_ store: GatewayStore, _ senders: Senders) -> Gateway {
    Gateway(
      store: store, apns: senders.apns, webPush: senders.webPush, component: component,
      settings: APISettings(
        component: component?.domain, isBehindProxy: isBehindProxy, vapidKey: senders.webPush.publicKey),
      limits: limits, logger: logger)
  }

  private static func apns(_ settings: Settings) throws(Failure) -> APNsConfiguration? {
    guard let key = try settings.file("apns-key") else { return nil }
    guard let keyID = settings.text("apns-key-id"), let team = settings.text("apns-team"),
      let topic = settings.text("apns-topic")
    else { throw Failure(.usage, "apns-key takes apns-key-id, apns-team and apns-topic") }
    return APNsConfiguration(
      key: key, keyID: keyID, teamID: team, topic: topic,
      server: settings.text("apns-server") ?? APNsConfiguration.productionServer, roots: try settings.file("apns-roots"))
  }

  private static func webPush(_ settings: Settings) throws(Failure) -> WebPushConfiguration {
    let key = try settings.file("webpush-key")
    let contact = settings.text("webpush-contact")
    guard key == nil || contact != nil else { throw Failure(.usage, "webpush-key takes webpush-contact") }
    return WebPushConfiguration(
      key: key, contact: contact ?? "", allowsPrivateAddresses: try settings.flag("webpush-private"),
      roots: try settings.file("webpush-roots"))
  }

  private static func component(_ settings: Settings) throws(Failure) -> ComponentConfiguration? {
    guard let domain = settings.text("component") else { return nil }
    guard let secret = settings.text("component-secret") else {
      throw Failure(.usage, "component takes component-secret")
    }
    return ComponentConfiguration(
      domain: domain, secret: secret, host: settings.text("component-host") ?? "127.0.0.1",
      port: try settings.port("component-port") ?? 5347)
  }

  /// A setting is the steady rate; what may come at once grows with it.
  private static func limits(_ settings: Settings) throws(Failure) -> RateLimits {
    var limits = RateLimits()
    if let rate = try settings.number("address-rate") { limits.address = RateLimit(burst: rate * 20, perSecond: rate) }
    if let rate = try settings.number("account-rate") { limits.account = RateLimit(burst: rate * 100, perSecond: rate) }
    if let rate = try settings.number("token-rate") { limits.token = RateLimit(burst: max(10, rate), perSecond: rate) }
    if let rate = try settings.number("server-rate") { limits.server = RateLimit(burst: rate * 10, perSecond: rate) }
    return limits
  }
}
