import XML
import XMPPClient

/// A client that runs, and all that it told so far. What it is told it has handled at once.
actor LiveClient {
  nonisolated let client: Client
  private(set) var logins: [(address: JID, mechanism: SASLMechanism, resumed: Bool)] = []
  private(set) var losses: [ConnectionError] = []
  private(set) var messages: [IncomingMessage] = []
  private(set) var unconfirmed: [Element] = []
  private(set) var failure: ConnectionError?
  private(set) var hasEnded = false

  init(_ configuration: ClientConfiguration) throws {
    client = try Client(configuration)
  }

  /// Starts it, and waits until it is logged in or has given up.
  static func start(_ configuration: ClientConfiguration) async throws -> LiveClient {
    let live = try LiveClient(configuration)
    Task { await live.listen() }
    Task { await live.run() }
    try await live.wait { live in !live.logins.isEmpty || live.hasEnded || !live.losses.isEmpty }
    return live
  }

  private func run() async {
    do throws(ConnectionError) { try await client.run() } catch { failure = error }
    hasEnded = true
  }

  private func listen() async {
    for await event in client.events {
      switch event {
      case .online(let address, let mechanism, let resumed): logins.append((address, mechanism, resumed))
      case .offline(let error, _): losses.append(error)
      case .message(let message, let receipt):
        messages.append(message)
        await client.handled(receipt)
      case .presence(_, let receipt): await client.handled(receipt)
      case .unconfirmed(let stanzas): unconfirmed += stanzas
      }
    }
  }

  /// Waits for something to become true of it, 20 seconds at most.
  func wait(until isTrue: @Sendable (isolated LiveClient) -> Bool) async throws {
    for _ in 0..<2000 {
      if isTrue(self) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw RequestError.timedOut
  }

  /// The full address of the last login.
  var address: JID {
    get throws {
      guard let login = logins.last else { throw RequestError.offline }
      return login.address
    }
  }

  /// The bodies of the messages so far that came in a given way.
  func bodies(_ way: IncomingMessage.Way = .direct) -> [String] {
    messages.filter { $0.way == way }.compactMap { $0.message.elements("body", "jabber:client").first?.text }
  }

  nonisolated func say(_ text: String, to addressee: String) async throws {
    try await client.send(
      Element(
        "message", namespace: "jabber:client", ["to": addressee, "type": "chat"],
        children: [Element("body", namespace: "jabber:client", text: text)]))
  }

  func end() async throws {
    await client.close()
    try await wait { $0.hasEnded }
  }
}
