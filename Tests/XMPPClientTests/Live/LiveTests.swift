import Testing
import XML
import XMPPClient

/// Run by `Tests/Live/prosody swift test --filter LiveTests`.
@Suite("Against Prosody", .enabled(if: LiveServer.running != nil), .serialized, .timeLimit(.minutes(2)))
struct LiveTests {
  private let server: LiveServer

  init() throws {
    server = try #require(LiveServer.running)
  }

  @Test("Login with the strongest that the server offers, by STARTTLS and by TLS from the first byte", arguments: [
    ("alice@a.test", SASLMechanism.scramSHA256), ("carol@b.test", .scramSHA1),
  ], TransportSecurity.allCases)
  func login(account: (address: String, mechanism: SASLMechanism), security: TransportSecurity) async throws {
    var configuration = try server.configuration(account.address)
    configuration.security = security
    if security == .directTLS { configuration.port = server.tlsPort }
    let live = try await LiveClient.start(configuration)
    let login = try #require(await live.logins.first)
    #expect(login.mechanism == account.mechanism)
    #expect(login.address.bare.description == account.address)
    try await live.end()
    #expect(await live.failure == nil)
  }

  @Test("A wrong password, or a server weaker than before, ends it for good")
  func refused() async throws {
    var wrong = try server.configuration("alice@a.test")
    wrong.password = Password("pen")
    var demanding = try server.configuration("carol@b.test")
    demanding.minimumMechanism = .scramSHA256
    var unbound = try server.configuration("alice@a.test")
    unbound.minimumMechanism = .scramSHA256Plus
    for (configuration, error) in [
      (wrong, ConnectionError.refused(.notAuthorized)), (demanding, .downgraded), (unbound, .downgraded),
    ] {
      let live = try await LiveClient.start(configuration)
      try await live.wait { $0.hasEnded }
      #expect(await live.failure == error)
      #expect(await live.logins.isEmpty)
    }
  }

  @Test("A certificate of nobody's, or of another domain's, gets no password", arguments: TransportSecurity.allCases)
  func certificate(_ security: TransportSecurity) async throws {
    var untrusted = try server.configuration("alice@a.test")
    untrusted.trustRoots = nil
    var foreign = try server.configuration("alice@c.test")
    foreign.security = security
    if security == .directTLS { (untrusted.port, foreign.port) = (server.tlsPort, server.tlsPort) }
    untrusted.security = security
    for configuration in [untrusted, foreign] {
      let live = try await LiveClient.start(configuration)
      let loss = try #require(await live.losses.first)
      // A server that does not know the domain may say so before TLS.
      #expect(loss == .tlsFailed || (configuration.account.domain == "c.test" && loss == .closed(.hostUnknown)))
      #expect(await live.logins.isEmpty)
      try await live.end()
    }
  }

  @Test("Nobody there: it is told, and tried again")
  func unreachable() async throws {
    var configuration = try server.configuration("alice@a.test")
    configuration.port = 1
    let live = try await LiveClient.start(configuration)
    try await live.wait { $0.losses.count >= 2 }
    #expect(await live.losses.allSatisfy { $0 == .unreachable })
    try await live.end()
  }

  @Test("Who closes while it logs in leaves once it is in", arguments: [0, 5, 10, 20, 40])
  func closedDuringLogin(milliseconds: Int) async throws {
    let client = try Client(server.configuration("alice@a.test"))
    let connection = Task { try await client.run() }
    try await Task.sleep(for: .milliseconds(milliseconds))
    await client.close()
    try await connection.value
  }

  @Test("An item is published and fetched, and our other clients that asked for it are told")
  func publishing() async throws {
    let node = "urn:pawl:test"
    let publisher = try await LiveClient.start(server.configuration("alice@a.test"))
    let watcher = try await LiveClient.start(server.configuration("alice@a.test", features: [node + "+notify"]))
    let reader = try await LiveClient.start(server.configuration("bob@a.test"))
    let item = Element("list", namespace: node, text: "1 < 2 & 3")
    try await publisher.client.publish(
      Publication(node: node, itemID: "current", payload: item, options: ["pubsub#access_model": "open"]))
    #expect(try await reader.client.items(of: JID("alice@a.test"), at: node).first?.payload == item)
    #expect(try await publisher.client.items(at: node, ids: ["current"]).map(\.id) == ["current"])
    try await watcher.wait { live in live.messages.compactMap(PubSubEvent.init).contains { $0.node == node } }
    let event = try #require(await watcher.messages.lazy.compactMap(PubSubEvent.init).first)
    #expect(event.owner.description == "alice@a.test")
    #expect(event.items.first?.payload == item)
    await #expect(throws: RequestError.self) { try await reader.client.items(of: JID("alice@a.test"), at: "urn:none") }
    for live in [publisher, watcher, reader] { try await live.end() }
  }

  @Test("A node that another client left closed is opened, and the item published")
  func precondition() async throws {
    let node = "urn:pawl:closed"
    let payload = Element("list", namespace: node)
    let owner = try await LiveClient.start(server.configuration("alice@a.test"))
    let stranger = try await LiveClient.start(server.configuration("carol@b.test"))
    try await owner.client.publish(
      Publication(node: node, itemID: "current", payload: payload, options: ["pubsub#access_model": "whitelist"]))
    await #expect(throws: RequestError.self) { try await stranger.client.items(of: JID("alice@a.test"), at: node) }
    try await owner.client.publish(
      Publication(node: node, itemID: "current", payload: payload, options: ["pubsub#access_model": "open"]))
    #expect(try await stranger.client.items(of: JID("alice@a.test"), at: node).count == 1)
    for live in [owner, stranger] { try await live.end() }
  }

  @Test("What one client sends and gets, our other one sees")
  func carbons() async throws {
    let phone = try await LiveClient.start(server.configuration("alice@a.test"))
    let desk = try await LiveClient.start(server.configuration("alice@a.test"))
    let bob = try await LiveClient.start(server.configuration("bob@a.test"))
    try await phone.say("to bob", to: "bob@a.test")
    try await desk.wait { $0.bodies(.sentCarbon) == ["to bob"] }
    try await bob.wait { $0.bodies() == ["to bob"] }
    try await bob.say("to the phone", to: phone.address.description)
    try await desk.wait { $0.bodies(.receivedCarbon) == ["to the phone"] }
    try await phone.wait { $0.bodies() == ["to the phone"] }
    #expect(await phone.bodies(.receivedCarbon).isEmpty)
    for live in [phone, desk, bob] { try await live.end() }
  }

  @Test("F8 leaks to strangers: others learn what we can do by asking, and nothing else")
  func discovery() async throws {
    let alice = try await LiveClient.start(server.configuration("alice@a.test", features: ["urn:a+notify"]))
    let bob = try await LiveClient.start(server.configuration("bob@a.test"))
    let features = try await bob.client.discover(alice.address)
    #expect(features.elements.contains { $0.attribute("var") == "urn:a+notify" })
    let ping = Element("ping", namespace: "urn:xmpp:ping")
    let address = try await alice.address
    do throws(RequestError) {
      _ = try await bob.client.request("get", of: address, ping)
      Issue.record("an answer to a ping")
    } catch {
      guard case .refused(let cause) = error else { throw error }
      #expect(cause.condition == "service-unavailable")
    }
    let account = try await alice.client.discover(try JID("alice@a.test"))
    #expect(account.elements.contains { $0.attribute("var") == "urn:xmpp:mam:2" })
    for live in [alice, bob] { try await live.end() }
  }

  @Test("A thousand messages are caught up with, page by page, in order and each once")
  func catchUp() async throws {
    let carol = try await LiveClient.start(server.configuration("carol@b.test"))
    let start = try await end(of: carol.client)
    let bob = try await LiveClient.start(server.configuration("bob@a.test"))
    for number in 0..<1000 { try await say("\(number)", from: bob, to: "carol@b.test") }
    try await carol.wait { $0.bodies().count >= 1000 }
    var pages: [ArchivePage] = []
    var next: ArchiveStart? = start
    while let from = next {
      let page = try await carol.client.archive(from: from)
      pages.append(page)
      next = page.next
    }
    let bodies = pages.flatMap(\.messages).compactMap { $0.message.elements("body", "jabber:client").first?.text }
    #expect(bodies == (0..<1000).map(String.init))
    #expect(pages.count >= 10)
    do throws(RequestError) {
      _ = try await carol.client.archive(from: .after(id: "no-such-message"))
      Issue.record("a page after a message that is not there")
    } catch {
      guard case .refused(let cause) = error else { throw error }
      #expect(cause.condition == "item-not-found")
    }
    for live in [carol, bob] { try await live.end() }
  }

  @Test("A connection that is cut is resumed: nothing lost, nothing twice, requests answered", arguments: 0..<3)
  func resumption(_ round: Int) async throws {
    let proxy = try await CuttingProxy(host: server.host, port: server.port)
    var configuration = try server.configuration("alice@a.test")
    (configuration.host, configuration.port) = ("127.0.0.1", proxy.port)
    let alice = try await LiveClient.start(configuration)
    let bob = try await LiveClient.start(server.configuration("bob@a.test"))
    try await bob.say("\(round) before", to: "alice@a.test")
    try await alice.wait { $0.bodies().contains("\(round) before") }
    // What is on its way in both directions when the connection goes is lost with it.
    async let features = alice.client.discover(JID("a.test"))
    for number in 0..<20 { try await alice.say("\(round) up \(number)", to: "bob@a.test") }
    await proxy.cut()
    for number in 0..<20 { try await bob.say("\(round) down \(number)", to: "alice@a.test") }
    try await alice.wait { $0.logins.count == 2 }
    #expect(await alice.logins.last?.resumed == true)
    try await alice.wait { $0.bodies().count { $0.hasPrefix("\(round) down") } >= 20 }
    try await bob.wait { $0.bodies().count { $0.hasPrefix("\(round) up") } >= 20 }
    #expect(await alice.bodies().filter { $0.hasPrefix("\(round) down") } == (0..<20).map { "\(round) down \($0)" })
    let up = await bob.bodies().filter { $0.hasPrefix("\(round) up") }
    #expect(up == (0..<20).map { "\(round) up \($0)" })
    #expect(try await features.name == "query")
    for live in [alice, bob] { try await live.end() }
    try await proxy.end()
  }

  @Test("A server that restarts is logged in to anew, and what it had not acknowledged is named")
  func restart() async throws {
    let alice = try await LiveClient.start(server.configuration("alice@a.test"))
    try await alice.wait { $0.logins.count == 1 }
    try server.restart()
    try await alice.wait { $0.logins.count == 2 }
    #expect(await alice.logins.last?.resumed == false)
    try await alice.say("to myself", to: "alice@a.test")
    try await alice.wait { $0.bodies().contains("to myself") }
    try await alice.end()
  }

  /// Sends; waits where more is on its way than the server acknowledges.
  private func say(_ text: String, from live: LiveClient, to addressee: String) async throws {
    for _ in 0..<1000 {
      do {
        return try await live.say(text, to: addressee)
      } catch RequestError.backlog {
        try await Task.sleep(for: .milliseconds(10))
      }
    }
    throw RequestError.backlog
  }

  /// Where an archive ends now.
  private func end(of client: Client) async throws -> ArchiveStart {
    var start = ArchiveStart.beginning
    while let next = try await client.archive(from: start).next { start = next }
    return start
  }
}
