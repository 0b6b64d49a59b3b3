import TestSupport
import Testing

@Suite("The end of encryption, exported keys and safety numbers from the command line")
struct OptOutCommandTests {
  @Test("After an opt-out encrypt prints nothing, on both sides, until resume")
  func optOut() throws {
    let (alice, bob) = try Party.pair()
    let sent = try alice.pawl("opt-out", "--to", bob.jid, "--reason", "enough")
    #expect(sent.status == 0)
    let ended = try bob.pawl("decrypt", input: sent.output)
    #expect(ended.output.isEmpty && ended.errors.hasPrefix("pawl: alice@example.org * encryption ended: enough\n"))
    for (one, other, who) in [(alice, bob, "us"), (bob, alice, "the contact")] {
      let refused = try one.pawl("encrypt", "--to", other.jid, input: "secret")
      #expect(refused.status == 65 && refused.output.isEmpty)
      #expect(refused.errors == "pawl: encryption was ended by \(who); pawl resume takes that back\n")
      #expect(try one.pawl("resume", "--jid", other.jid).status == 0)
      #expect(try one.pawl("encrypt", "--to", other.jid, input: "secret").status == 0)
    }
  }

  @Test("Both ends print the same key")
  func exportKey() throws {
    let (alice, bob) = try Party.pair()
    _ = try bob.pawl("decrypt", input: alice.pawl("encrypt", "--to", bob.jid, input: "hello").output)
    let key = try alice.pawl("export-key", "--json", "--jid", bob.jid, "--device", "22", "--purpose", "file").json()
    let session = try #require(key["session"] as? String)
    let same = try bob.pawl(
      "export-key", "--jid", alice.jid, "--device", "11", "--purpose", "file", "--session", session)
    #expect(same.status == 0 && same.line.count == 64 && same.line == key["key"] as? String)
    #expect(try bob.pawl("export-key", "--jid", alice.jid, "--device", "11", "--purpose", "").status == 64)
    #expect(try bob.pawl("export-key", "--jid", alice.jid, "--device", "99", "--purpose", "file").status == 66)
  }

  @Test("Both sides print the same safety number")
  func safetyNumber() throws {
    let (alice, bob) = try Party.pair()
    let ours = try alice.pawl("fingerprint", "--safety-number", bob.jid)
    let theirs = try bob.pawl("fingerprint", "--safety-number", alice.jid)
    #expect(ours.line.hasPrefix("22: ") && ours.line.dropFirst(4) == theirs.line.dropFirst(4))
    #expect(ours.line.dropFirst(4).split(separator: " ").count == 12)
    #expect(try alice.pawl("fingerprint", "--safety-number", "carol@example.com").status == 66)
  }
}
