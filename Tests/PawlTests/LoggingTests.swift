import Foundation
import Pawl
import TestSupport
import Testing

/// A conversation with everything in it, logged at `trace`.
@Suite("The log")
struct LoggingTests {
  private static let text = "meet me where the swans are"
  private static let secret = "the name of the boat"

  /// Alice's and Bob's devices, which write to a log.
  private struct Pair {
    let folders: [TestDevice]
    let alice: Device
    let bob: Device
    let log = CapturedLog()

    init() async throws {
      let (alice, bob) = (try TestDevice("alice@example.org"), try TestDevice("bob@example.net"))
      try await alice.meet(bob)
      try await bob.meet(alice)
      folders = [alice, bob]
      func logged(_ device: TestDevice, _ log: CapturedLog) throws -> Device {
        let store = device.folder.path("store")
        return try Device(opening: store, key: .file(path: store + ".key"), logger: log.logger)
      }
      self.alice = try logged(alice, log)
      self.bob = try logged(bob, log)
    }

    /// Carries stanzas to and fro until none is left.
    func deliver(_ stanza: String, to first: Device) async throws {
      var waiting = [(stanza, first)]
      while let (stanza, receiver) = waiting.popLast() {
        let received = try await receiver.receive(stanza, now: TestDevice.now)
        let other = receiver === alice ? bob : alice
        for case .send(let reply) in received.actions { waiting.insert((reply, other), at: 0) }
        for case .verification(.asked) in received.events {
          let answer = try await receiver.answerVerification(
            other.jid, device: other.id, secret: LoggingTests.secret, now: TestDevice.now)
          waiting.insert((answer, other), at: 0)
        }
      }
    }
  }

  @Test("A whole conversation at trace: no plaintext, no secret, no token, no key, no stanza in any line")
  func nothingSecret() async throws {
    let pair = try await Pair()
    let (alice, bob, now) = (pair.alice, pair.bob, TestDevice.now)

    let sent = try await alice.encrypt(Self.text, to: bob.jid, now: now)
    try await pair.deliver(sent.stanza, to: bob)
    await #expect(throws: ReceiveError.duplicate) { try await bob.receive(sent.stanza, now: now) }
    await #expect(throws: ReceiveError.self) { try await bob.receive("<message>\(Self.text)</message>", now: now) }
    await #expect(throws: SendError.self) { try await alice.encrypt(Self.text, to: "carol@example.org", now: now) }
    _ = try await bob.receive([sent.stanza], now: now)

    _ = try await bob.setPushEndpoint("https://push.example.net/", now: now)
    _ = try await bob.addTokens(TestDevice.tokens(5), now: now)
    let answer = try await bob.encrypt(Self.text, to: alice.jid, now: now)
    for stanza in [answer.stanza] + answer.actions.stanzas { try await pair.deliver(stanza, to: alice) }
    let question = try await alice.startVerification(
      of: bob.jid, device: bob.id, secret: Self.secret, question: "whose?", now: now)
    try await pair.deliver(question, to: bob)
    let key = try await alice.exportKey(for: "file", with: bob.jid, device: bob.id)
    _ = try await alice.setTrust(.distrusted, in: bob.fingerprint, of: bob.jid, device: bob.id, now: now)
    await #expect(throws: SendError.self) { try await alice.encrypt(Self.text, to: bob.jid, now: now) }

    let lines = pair.log.lines
    #expect(lines.count > 20)
    #expect(lines.contains { $0.contains("received") && $0.contains("events=message") })
    #expect(lines.contains { $0.contains("events=verification") })
    #expect(lines.contains { $0.contains("stanza refused") && $0.contains("error=duplicate") })
    #expect(lines.contains { $0.contains("text refused") && $0.contains("error=noUsableDevice") })
    let digits = try await bob.tokens().given.map(\.token.text)
    #expect(digits.count == 5)
    let hidden = digits + [Self.text, "swans", Self.secret, "boat", "whose", "<", Data(key.bytes).base64EncodedString()]
    for line in lines {
      for text in hidden { #expect(!line.contains(text), "\(line)") }
      // Whatever it is of, a run this long is a key, a token or a ciphertext, in hexadecimal or base64.
      #expect(line.firstMatch(of: /[A-Za-z0-9+\/=]{24}/) == nil, "\(line)")
      #expect(line.firstMatch(of: /\d+, \d+, \d+/) == nil, "bytes: \(line)")
    }
  }

  @Test("Whom one speaks to stands at debug and trace only")
  func names() async throws {
    let pair = try await Pair()
    let sent = try await pair.alice.encrypt("Hello", to: pair.bob.jid, now: TestDevice.now)
    try await pair.deliver(sent.stanza, to: pair.bob)
    let lines = pair.log.lines
    let above = lines.filter { !$0.hasPrefix("debug") && !$0.hasPrefix("trace") }
    #expect(!above.isEmpty)
    #expect(above.allSatisfy { !$0.contains("@") })
    #expect(lines.contains { $0.contains("alice@example.org") })
  }
}
