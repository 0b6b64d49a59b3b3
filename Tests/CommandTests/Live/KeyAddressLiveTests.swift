import Foundation
import TestSupport
import Testing

/// Two servers: run by `Tests/Live/prosody Tests/Live/prosody swift test --filter KeyAddressLiveTests`. One of them is
/// gone afterwards.
@Suite("Key addresses on two hosts", .enabled(if: LiveServer.outer != nil), .serialized, .timeLimit(.minutes(4)))
struct KeyAddressLiveTests {
  /// Somebody with one key at both hosts, and the signed list of both.
  private struct Person {
    let one: LiveAccount
    let two: LiveAccount

    init() async throws {
      one = try await LiveAccount(keyAddressAt: #require(LiveServer.outer))
      two = try await LiveAccount(keyAddressAt: #require(LiveServer.inner), sameKeyAs: one)
      for account in [one, two] {
        try await account.must("addresses", "--set", one.jid, "--set", two.jid, "--online")
      }
    }
  }

  @Test("One server goes down, and the conversation goes on over the other, with the same people")
  func oneGoesDown() async throws {
    let alice = try await Person()
    let bob = try await Person()
    #expect(alice.one.jid.hasSuffix("@one.test") && alice.two.jid.hasSuffix("@two.test"))
    #expect(alice.one.jid.prefix { $0 != "@" } == alice.two.jid.prefix { $0 != "@" })

    try await alice.one.send("over one", to: bob.one)
    let first = try await bob.one.run(["catchup", "--json"]).json()
    #expect(first["text"] as? String == "over one" && first["trust"] as? String == "verified")
    #expect(try await alice.one.must("addresses", "--jid", bob.one.jid) == "\(bob.one.jid)\n\(bob.two.jid)")

    try LiveServer.outer?.goDown()
    try await Task.sleep(for: .seconds(1))
    let alone = try await alice.one.run(["send", "--to", bob.one.jid], input: "lost")
    #expect(alone.status == 74)
    let sent = try await alice.one.run(
      ["send", "--to", bob.one.jid, "--alternative", alice.two.store], input: "over two")
    #expect(sent.status == 0 && sent.output == "sent to 1 device\n", "\(sent.errors)")
    let second = try await bob.two.run(["catchup", "--json"]).json()
    #expect(second["text"] as? String == "over two" && second["trust"] as? String == "verified")
    #expect(second["from"] as? String == alice.two.jid)
    #expect(second["identity"] as? String == first["identity"] as? String)

    // And back, to the address that Bob knows her by.
    try await bob.one.must("send", "--to", alice.one.jid, "--alternative", bob.two.store, input: "heard")
    #expect(try await alice.two.catchUp() == ["\(bob.two.jid): heard"])
  }
}
