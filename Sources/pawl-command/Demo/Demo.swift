import CommandLineSupport
import Foundation
import Logging
import Pawl
import PushClient
import PushGateway
import PushTokens
import Storage

/// Alice and Bob, each with a store of their own, and a push endpoint of Bob's on loopback.
struct Demo {
  let folder: URL
  let narrator: Narrator

  func run() async throws {
    try narrator.step("Alice and Bob each make a device: an identity key, 100 prekeys, one SQLite file")
    let alice = try device("alice@wonderland.example", "alice")
    let bob = try device("bob@builders.example", "bob")

    try narrator.step("Each publishes a device list and a bundle of public keys; each fetches the other's")
    try await introduce(alice, to: bob)
    try await introduce(bob, to: alice)

    try narrator.step("Alice writes first: X3DH with Bob's bundle, then the double ratchet")
    try await send("Hello Bob, this is the first message.", from: alice, to: bob)

    try narrator.step("Bob answers, twice: his first answer turns the ratchet, the second moves along its chain")
    try await send("Hello Alice! I can read you.", from: bob, to: alice)
    try await send("And you can read me.", from: bob, to: alice)

    try await knock(alice: alice, bob: bob)
  }

  /// The second half: tokens, then Bob is offline and is woken.
  private func knock(alice: Device, bob: Device) async throws {
    let pushes = AsyncStream.makeStream(of: String.self)
    let listening = AsyncStream.makeStream(of: String.self)
    var logger = Logger(label: "pawl.demo")
    logger.logLevel = .critical  // it is stopped by cancelling it, which it would report as an error
    // Bob's endpoint knows the tokens of Bob's phone, and nothing of whom Bob gave them to.
    let gateway = Gateway(
      store: try await GatewayStore(url: "sqlite::memory:"), apns: DemoSender(pushes: pushes.continuation), webPush: nil,
      logger: logger)

    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await gateway.run(host: "127.0.0.1", port: 0) { port in
          listening.continuation.yield("http://127.0.0.1:\(port)/api/v1/")
        }
      }
      guard let api = await listening.stream.first(where: { _ in true }) else { return }
      try await register(bob, at: api)
      try await exchangeTokens(alice: alice, bob: bob)
      let waiting = try await writeWhileOffline(alice, to: bob)
      try await knock(alice, at: bob)
      guard let token = await pushes.stream.first(where: { _ in true }) else { return }
      try await wake(bob, by: token, waiting)
      group.cancelAll()
    }
  }

  private func register(_ bob: Device, at api: String) async throws {
    try narrator.step("Bob's phone registers at his push gateway, and has tokens made for it")
    let base = try PushEndpoint.gatewayBase(api)
    let client = GatewayClient(OutwardClient(OutwardOptions(allowsLocal: true)))
    let account = try await client.register(.apns(String(repeating: "b0b5", count: 16)), at: base)
    _ = try await bob.register(PushAccount(endpoint: base.messages, gateway: account, service: nil), now: .now)
    let tokens = try await client.makeTokens(20, account).compactMap { FetchedToken($0) }
    _ = try await bob.addTokens(tokens, now: .now)
    try narrator.say("The gateway knows \(tokens.count) tokens and one phone, and no contact of Bob's.")
  }

  private func exchangeTokens(alice: Device, bob: Device) async throws {
    try narrator.step("With Bob's next message Alice gets some of them")
    let sent = try await bob.encrypt("Off to bed.", to: alice.jid, now: .now)
    _ = try await alice.receive(sent.stanza, now: .now)
    for case .send(let stanza) in sent.actions {
      try narrator.say("Behind the message goes one without a text, to Alice's one device, inside the encrypted channel:")
      try narrator.stanza(stanza)
      let received = try await alice.receive(stanza, now: .now)
      for case .tokens(let payload) in received.events {
        try narrator.say(
          "\(alice.jid) now holds \(payload.tokens.count) tokens of \(received.sender.jid) for \(payload.endpoint.text)")
      }
    }
  }

  private func writeWhileOffline(_ alice: Device, to bob: Device) async throws -> String {
    try narrator.step("Bob's phone sleeps. Alice writes; Bob's server keeps the message, and cannot tell him")
    let sent = try await alice.encrypt("Are you there? The tea is getting cold.", to: bob.jid, now: .now)
    try narrator.stanza(sent.stanza)
    return sent.stanza
  }

  private func knock(_ alice: Device, at bob: Device) async throws {
    try narrator.step("Alice knocks: she posts one of Bob's tokens to Bob's endpoint. No text, no name, no address")
    let knock = try await alice.knock(at: bob.jid, presence: .unavailable, now: .now, allowingLoopback: true)
    try narrator.say(knock.decision.line)
    guard let request = knock.request else { throw Failure(.data, "Alice may not knock") }
    try narrator.wire("POST \(request.endpoint.text)\n\(request.bodyText)")
    let status = try await OutwardClient(OutwardOptions(allowsLocal: true)).post(request)
    try await alice.noteKnock(request, status: status)
    try narrator.say("The endpoint answers \(status) and sends a push with this token to Bob's phone.")
  }

  private func wake(_ bob: Device, by token: String, _ stanza: String) async throws {
    try narrator.step("Bob's phone wakes and looks the token up: only Bob knows whom he gave it to")
    guard let owner = try await bob.lookUp(token, now: .now) else {
      throw Failure(.data, "the token is not one of Bob's")
    }
    try narrator.say(
      "The token was given to \(owner.jid). The notification's title: “\(owner.notificationTitle)”, and nothing else")

    try narrator.step("Bob reconnects, fetches the waiting message and decrypts it")
    let received = try await bob.receive(stanza, now: .now)
    for case .message(let message) in received.events {
      try narrator.say("\(received.sender.jid) → \(bob.jid): “\((message.text ?? "").printable)”")
    }
  }

  private func device(_ jid: String, _ name: String) throws -> Device {
    let store = folder.appending(path: name + ".sqlite").path(percentEncoded: false)
    let device = try Device(creating: store, key: .file(path: store + ".key"), jid: jid, now: .now)
    try narrator.say("\(device.jid) device \(device.id), fingerprint \(device.fingerprint)")
    return device
  }

  private func introduce(_ publisher: Device, to reader: Device) async throws {
    let list = try await publisher.deviceList()
    let bundle = try await publisher.bundle()
    try narrator.wire(list)
    try narrator.wire(String(bundle.replacing("><", with: ">\n<").split(separator: "\n").prefix(6).joined(separator: "\n")))
    try narrator.say("  … and 99 more prekeys of \(publisher.jid)")
    _ = try await reader.importDeviceList(list, of: publisher.jid)
    try await reader.importBundle(bundle, of: publisher.jid, device: publisher.id)
  }

  /// One message, and whatever the receiver's engine wants sent in answer.
  private func send(_ text: String, from sender: Device, to receiver: Device) async throws {
    let sent = try await sender.encrypt(text, to: receiver.jid, now: .now)
    try narrator.stanza(sent.stanza)
    let received = try await receiver.receive(sent.stanza, now: .now)
    for case .message(let message) in received.events {
      try narrator.say("\(received.sender.jid) → \(receiver.jid): “\((message.text ?? "").printable)”")
    }
    for case .send(let answer) in received.actions {
      try narrator.say("\(receiver.jid) has the session now and says so with an empty message:")
      try narrator.stanza(answer)
      _ = try await sender.receive(answer, now: .now)
    }
  }
}
