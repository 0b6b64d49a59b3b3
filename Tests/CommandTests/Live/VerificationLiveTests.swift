import Foundation
import TestSupport
import Testing

/// Run by `Tests/Live/prosody swift test --filter LiveTests`.
@Suite("Verification online", .enabled(if: LiveServer.inner != nil), .serialized, .timeLimit(.minutes(4)))
struct VerificationLiveTests {
  private func trust(_ one: LiveAccount, in other: LiveAccount) async throws -> String {
    let lines = try await one.must("devices", "--jid", other.jid).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("\(other.device):") })
    return try #require(line.split(separator: ",").dropFirst().first).trimmingCharacters(in: .whitespaces)
  }

  private func status(_ account: LiveAccount) async throws -> String {
    try await account.must("smp", "status")
  }

  @Test("The same words, with a question: each side listens, and both devices are verified")
  func match() async throws {
    let alice = try await LiveAccount(user: 31)
    let bob = try await LiveAccount(user: 32)
    try await alice.send("hello", to: bob)
    #expect(try await bob.catchUp().count == 1)
    let start = try await alice.run(
      ["smp", "start", "--online", "--jid", bob.jid, "--device", "\(bob.device)", "--question", "Where?"], input: "tea")
    #expect(start.status == 0 && start.output.isEmpty)
    #expect(try await bob.catchUp() == ["\(alice.jid) * verification: asked: Where?"])
    #expect(try await bob.smp("answer", alice, input: "tea").status == 0)
    async let onAlice = alice.listen(2)
    async let onBob = bob.listen(1)
    #expect(try await onAlice == ["\(bob.jid) * verification: went-on", "\(bob.jid) * verification: match"])
    #expect(try await onBob == ["\(alice.jid) * verification: match"])
    #expect(try await trust(alice, in: bob) == "verified")
    #expect(try await trust(bob, in: alice) == "verified")
  }

  @Test("Other words: both see that they differ, and nothing is verified")
  func noMatch() async throws {
    let alice = try await LiveAccount(user: 33)
    let bob = try await LiveAccount(user: 34)
    try await alice.send("hello", to: bob)
    #expect(try await bob.catchUp().count == 1)
    #expect(try await alice.smp("start", bob, input: "tea").status == 0)
    #expect(try await bob.catchUp() == ["\(alice.jid) * verification: asked"])
    #expect(try await bob.smp("answer", alice, input: "coffee").status == 0)
    async let onAlice = alice.listen(2)
    async let onBob = bob.listen(1)
    #expect(try await onBob == ["\(alice.jid) * verification: no-match"])
    #expect(try await onAlice.last == "\(bob.jid) * verification: no-match")
    #expect(try await trust(alice, in: bob) == "trusted")
    #expect(try await trust(bob, in: alice) == "trusted")
  }

  @Test("Who is asked gives it up: the other is told, and it is a failed attempt on both sides")
  func abort() async throws {
    let alice = try await LiveAccount(user: 35)
    let bob = try await LiveAccount(user: 36)
    try await alice.send("hello", to: bob)
    #expect(try await bob.catchUp().count == 1)
    #expect(try await alice.smp("start", bob, input: "tea").status == 0)
    #expect(try await bob.catchUp() == ["\(alice.jid) * verification: asked"])
    #expect(try await bob.smp("abort", alice).status == 0)
    #expect(try await alice.catchUp() == ["\(bob.jid) * verification: aborted"])
    for account in [alice, bob] { #expect(try await status(account).contains(": aborted,")) }
    #expect(try await bob.smp("answer", alice, input: "tea").status == 65)
  }

  @Test("Who verifies a contact on the phone finds it verified on the tablet")
  func trustMessages() async throws {
    let alice = try await LiveAccount(user: 37)
    let phone = try await LiveAccount(user: 38, device: "phone")
    let tablet = try await LiveAccount(user: 38, device: "tablet")
    for device in [phone, tablet] { try await device.send("hello", to: alice) }
    #expect(try await alice.catchUp().count == 2)
    for (one, other) in [(phone, tablet), (tablet, phone), (phone, alice)] {
      let fingerprint = try await other.must("fingerprint")
      try await one.must(
        "trust", "--online", "--jid", other.jid, "--device", "\(other.device)", "--fingerprint", fingerprint, "verified")
    }
    #expect(try await trust(tablet, in: alice) != "verified")
    let lines = try await tablet.catchUp()
    #expect(lines.contains { $0.contains("\(alice.jid) device \(alice.device) is verified, as \(phone.jid)") })
    #expect(try await trust(tablet, in: alice) == "verified")
    // Alice has verified nobody: what the phone told her of the tablet waits for that.
    #expect(try await !alice.catchUp().contains { $0.contains("is verified") })
    let fingerprint = try await phone.must("fingerprint")
    let verified = try await alice.run([
      "trust", "--jid", phone.jid, "--device", "\(phone.device)", "--fingerprint", fingerprint, "verified",
    ])
    #expect(verified.errors.contains("\(tablet.jid) device \(tablet.device) is verified, as \(phone.jid)"))
  }
}
