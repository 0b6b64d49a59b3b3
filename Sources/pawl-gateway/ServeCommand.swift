import ArgumentParser
import Foundation
import Logging
import PushGateway

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the endpoint until SIGTERM or SIGINT.",
    discussion: """
      Each setting is an option here, an environment variable, such as PAWL_GATEWAY_APNS_KEY for --apns-key, or a member of \
      the JSON object in --config; the first of these that has it counts. Without --apns-key no Apple device is reached. \
      Prints "listening on HOST:PORT" once it takes requests. TLS is for a reverse proxy before it.
      """)

  @Option(help: ArgumentHelp("A JSON object with settings.", valueName: "file"))
  var config: String?

  @Option(help: "The address to listen on; 127.0.0.1 by default.")
  var host: String?

  @Option(help: "The port to listen on; 8088 by default, 0 for any.")
  var port: String?

  @Option(help: ArgumentHelp("sqlite:PATH or postgres://…; sqlite:pawl-gateway.sqlite by default.", valueName: "url"))
  var database: String?

  @Option(help: ArgumentHelp("Whether a proxy of yours writes X-Forwarded-For.", valueName: "true|false"))
  var behindProxy: String?

  @Option(help: ArgumentHelp("debug, info, warning or error; info by default.", valueName: "level"))
  var logLevel: String?

  @Option(help: ArgumentHelp("Apple's signing key, a .p8 file.", valueName: "file"))
  var apnsKey: String?

  @Option(help: ArgumentHelp("The signing key's identifier.", valueName: "id"))
  var apnsKeyId: String?

  @Option(help: ArgumentHelp("The developer's team.", valueName: "id"))
  var apnsTeam: String?

  @Option(help: ArgumentHelp("The app's bundle identifier.", valueName: "id"))
  var apnsTopic: String?

  @Option(help: ArgumentHelp("APNs; https://api.push.apple.com by default.", valueName: "url"))
  var apnsServer: String?

  @Option(help: ArgumentHelp("Certificates that vouch for the APNs server, for tests.", valueName: "file"))
  var apnsRoots: String?

  @Option(help: ArgumentHelp("The VAPID key, as pawl-gateway vapid-key makes it.", valueName: "file"))
  var webpushKey: String?

  @Option(help: ArgumentHelp("How push services reach you; needed with --webpush-key.", valueName: "mailto:|https:"))
  var webpushContact: String?

  @Option(help: ArgumentHelp("Whether subscriptions may name private addresses.", valueName: "true|false"))
  var webpushPrivate: String?

  @Option(help: ArgumentHelp("More certificates that vouch for push services, for tests.", valueName: "file"))
  var webpushRoots: String?

  @Option(help: ArgumentHelp("The XMPP component's domain; none without it.", valueName: "domain"))
  var component: String?

  @Option(
    help: ArgumentHelp(
      "The component's secret in the server's configuration. Others on this machine can read options: better in the "
        + "environment or the file.", valueName: "secret"))
  var componentSecret: String?

  @Option(help: "Where the XMPP server takes components; 127.0.0.1 by default.")
  var componentHost: String?

  @Option(help: "Its port for components; 5347 by default.")
  var componentPort: String?

  @Option(help: ArgumentHelp("Knocks a second from one address, after 20 times as many; 5 by default.", valueName: "n"))
  var addressRate: String?

  @Option(help: ArgumentHelp("Requests a second of one account, after 100 times as many; 5 by default.", valueName: "n"))
  var accountRate: String?

  @Option(help: ArgumentHelp("Pushes a second with one token, after 10; 0.05 by default.", valueName: "n"))
  var tokenRate: String?

  @Option(help: ArgumentHelp("Pushes a second of one XMPP server, after 10 times as many; 100 by default.", valueName: "n"))
  var serverRate: String?

  func run() async throws {
    let settings = try Settings(
      options: options, environment: ProcessInfo.processInfo.environment, file: config)
    let (host, port) = (settings.text("host") ?? "127.0.0.1", try settings.port("port") ?? 8088)
    let configured = try GatewaySettings(settings)
    let senders = try configured.senders()
    let store = try await GatewayStore(url: settings.text("database") ?? "sqlite:pawl-gateway.sqlite")
    let gateway = configured.gateway(store, senders)
    try await gateway.run(host: host, port: port, signals: [.sigterm, .sigint]) { port in
      print("listening on \(host):\(port)")
      fflush(nil)
    }
  }

  private var options: [String: String] {
    let all: KeyValuePairs = [
      "host": host, "port": port, "database": database, "behind-proxy": behindProxy, "log-level": logLevel,
      "apns-key": apnsKey, "apns-key-id": apnsKeyId, "apns-team": apnsTeam, "apns-topic": apnsTopic,
      "apns-server": apnsServer, "apns-roots": apnsRoots, "webpush-key": webpushKey,
      "webpush-contact": webpushContact, "webpush-private": webpushPrivate, "webpush-roots": webpushRoots,
      "component": component, "component-secret": componentSecret, "component-host": componentHost,
      "component-port": componentPort, "address-rate": addressRate, "account-rate": accountRate,
      "token-rate": tokenRate, "server-rate": serverRate,
    ]
    return Dictionary(all.compactMap { name, value in value.map { (name, $0) } }, uniquingKeysWith: { $1 })
  }
}
