import ArgumentParser
import Foundation
import Pawl
import PushClient
import PushTokens
import Storage

/// Where this device is woken, and by whom.
struct PushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Register this device for push, and have the account's server do it (XEP-0357).",
    subcommands: [Register.self, Unregister.self, PushEnableCommand.self, PushDisableCommand.self, Status.self])

  struct Register: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Register this device at a push gateway, and fetch tokens for contacts.",
      discussion: """
        The gateway speaks ChatSecure's push API. It gets an account under a random name, and never learns the XMPP account. \
        Done again, as with a new device token, it keeps the account, and the tokens that contacts have. At another gateway \
        than before, or reached in another way, it gets new ones, and the gateway that made the former is had forget them.
        """)

    @OptionGroup var storeOptions: StoreOptions

    @Option(help: ArgumentHelp("The API's base, such as https://push.example.net/api/v1/.", valueName: "url"))
    var gateway: String

    @Option(help: ArgumentHelp("Apple's device token.", valueName: "hex"))
    var apnsToken: String?

    @Option(name: .customLong("webpush"), help: ArgumentHelp("A web push subscription's endpoint.", valueName: "url"))
    var webPush: String?

    @Option(help: ArgumentHelp("The subscription's public key, base64url.", valueName: "key"))
    var p256dh: String?

    @Option(help: ArgumentHelp("The subscription's authentication secret, base64url.", valueName: "secret"))
    var auth: String?

    @Flag(name: .customLong("allow-local-endpoints"), help: "Let the gateway be on this machine or in a network of one's own.")
    var allowsLocalEndpoints = false

    func validate() throws {
      if (apnsToken == nil) == (webPush == nil) { throw ValidationError("give --apns-token or --webpush") }
      if webPush != nil, p256dh == nil || auth == nil { throw ValidationError("--webpush needs --p256dh and --auth") }
      if (try? PushEndpoint.gatewayBase(gateway)) == nil {
        throw ValidationError("not a gateway: an absolute https URL")
      }
    }

    func run() async throws {
      let device = try storeOptions.open()
      let client = GatewayClient(OutwardClient(OutwardOptions(allowsLocal: allowsLocalEndpoints)))
      let base = try PushEndpoint.gatewayBase(gateway)
      let known = try await device.pushAccount()
      let account =
        if let former = known?.gateway, former.base == base {
          try await client.register(address, renewing: former)
        } else {
          try await client.register(address, at: base)
        }
      let service = try await client.pushService(at: base).map {
        PushService(jid: $0, node: known?.service?.node ?? UUID().uuidString.lowercased())
      }
      let endpoint = try base.messages
      let registered = PushAccount(endpoint: endpoint, gateway: account, service: service)
      let actions = try await device.register(registered, now: .now)
      // New tokens are fetched with the next login.
      if !registered.isServedByTokens(of: known) { await Self.revoke(actions, at: known?.gateway, client) }
      Terminal.say("registered at \(base.text)" + (service.map { ", for pushes of the server by \($0.jid)" } ?? ""))
    }

    /// Has the gateway forget the tokens of the registration that is left: now or not at all, since no other gateway may see
    /// them, and they are in the ledger no more.
    private static func revoke(_ actions: [Action], at former: GatewayAccount?, _ client: GatewayClient) async {
      for case .revokeTokens(let tokens) in actions {
        var untold = tokens[...]
        while let former, let token = untold.first, (try? await client.revoke(token, former)) != nil {
          untold.removeFirst()
        }
        if !untold.isEmpty { Terminal.say("\(untold.count) tokens stay good at the gateway that made them until they expire") }
      }
    }

    private var address: DeviceAddress {
      if let webPush, let p256dh, let auth { return .webPush(endpoint: webPush, p256dh: p256dh, auth: auth) }
      return .apns(apnsToken ?? "")
    }
  }

  struct Unregister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget the gateway, and take the tokens back that contacts have for it.",
      discussion: "Use pawl push disable before it: the gateway is told to forget the tokens by that, and not by this.")

    @OptionGroup var storeOptions: StoreOptions

    func run() async throws {
      _ = try await storeOptions.open().register(nil, now: .now)
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print where this device is registered, and how many tokens there are.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let device = try storeOptions.open()
      let ledger = try await device.tokens()
      let status = PushStatus(
        isOn: try await device.isPushOn(), account: try await device.pushAccount(), ledger, of: device)
      try output.print(status.plainText, json: status)
    }
  }
}

/// What ``PushCommand/Status`` prints.
private struct PushStatus: Encodable {
  let isOn: Bool
  let endpoint: String?
  let service: String?
  let node: String?
  let unclaimed: Int
  let given: Int
  let held: Int
  /// Whether the account's server has a token to show.
  let serverHasToken: Bool

  init(isOn: Bool, account: PushAccount?, _ ledger: TokenLedger, of device: Device) {
    self.isOn = isOn
    endpoint = account?.endpoint.text
    service = account?.service?.jid.description
    node = account?.service?.node
    unclaimed = ledger.unclaimed.count
    given = ledger.given.count { $0.contact != device.jid }
    held = ledger.held.count
    serverHasToken = ledger.given.contains { $0.contact == device.jid && $0.device == device.id }
  }

  var plainText: String {
    let registration = endpoint.map { "registered, contacts knock at \($0)" } ?? "not registered"
    let server = service.map { "; by the server through \($0)\(serverHasToken ? "" : ", not enabled yet")" } ?? ""
    return """
      push is \(isOn ? "on" : "off")
      \(registration)\(server)
      \(unclaimed) tokens in the pool, \(given) given to contacts, \(held) of contacts' held
      """
  }
}
