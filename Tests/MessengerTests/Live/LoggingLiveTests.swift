import TestSupport
import Testing

@Suite("The log of a connection", .enabled(if: OnlineDevice.environment != nil), .timeLimit(.minutes(3)))
struct LoggingLiveTests {
  @Test("At trace it names every stanza, and has no password and nothing of what was said or published")
  func nothingSecret() async throws {
    let (alice, bob) = (try OnlineDevice(user: 45), try OnlineDevice(user: 46))
    try await alice.start()
    try await bob.start()
    let sent = try await alice.messenger.send("where the swans are", to: "user46@a.test")
    try await bob.wait { $0.texts == ["where the swans are"] }
    let bundle = try await alice.messenger.device.bundle()
    await alice.end()
    await bob.end()
    let lines = alice.log.lines + bob.log.lines
    #expect(lines.contains { $0.hasPrefix("info online") && $0.contains("mechanism=SCRAM") })
    #expect(lines.contains { $0.hasPrefix("trace sent") && $0.contains("stanza=message") })
    #expect(lines.contains { $0.hasPrefix("trace received") && $0.contains("stanza=message") })
    // Every longer run of base64 in what went over the wire.
    let wire = (sent.stanza + bundle).matches(of: /[A-Za-z0-9+\/]{24,}=*/).map { String($0.0) }
    #expect(wire.count > 100)
    for line in lines {
      for text in ["pencil", "swans", "<"] + wire { #expect(!line.contains(text), "\(line)") }
    }
  }
}
