import Foundation
import TestSupport
import Testing

@Suite("Verification by a shared secret between two processes")
struct SMPCommandTests {
  /// One side's end of a run.
  private struct End {
    let party: Party
    let peer: Party

    func smp(_ verb: String, _ arguments: String..., input: String = "") throws -> Command {
      try party.pawl(["smp", verb, "--jid", peer.jid, "--device", "\(peer.device)"] + arguments, input: input)
    }

    func status() throws -> String {
      try party.pawl("smp", "status").line
    }

    func trust() throws -> String {
      String(try party.pawl("devices", "--jid", peer.jid).line.split(separator: " ").last ?? "")
    }

    /// Takes a stanza, and gives the step that it was and the stanza that answers it.
    func take(_ stanza: String) throws -> (step: String?, question: String?, answer: String?) {
      let received = try party.pawl("decrypt", "--json", input: stanza).json()
      let step = received["verification"] as? [String: Any]
      let answers = received["send"] as? [String] ?? []
      return (step?["step"] as? String, step?["question"] as? String, answers.last)
    }
  }

  /// Alice and Bob, between whom a message has gone each way.
  private func acquaintedEnds() throws -> (alice: End, bob: End) {
    let (alice, bob) = try Party.pair()
    _ = try bob.pawl("decrypt", input: alice.pawl("encrypt", "--to", bob.jid, input: "hello").output)
    _ = try alice.pawl("decrypt", input: bob.pawl("encrypt", "--to", alice.jid, input: "hello").output)
    return (End(party: alice, peer: bob), End(party: bob, peer: alice))
  }

  @Test("The same words: both devices are verified on both sides", arguments: [("Café du Nord", "Cafe\u{301} du Nord ")])
  func match(first: String, second: String) throws {
    let (alice, bob) = try acquaintedEnds()
    let start = try alice.smp("start", "--question", "Where did we meet first?", input: first + "\n")
    #expect(start.status == 0 && start.errors.isEmpty)
    #expect(!start.output.contains("<body") && !start.output.contains("urn:pawl:smp") && !start.output.contains("meet"))
    #expect(try alice.status() == "bob@example.net device 22: waiting, begun by us")
    let asked = try bob.take(start.output)
    #expect(asked.step == "asked" && asked.question == "Where did we meet first?" && asked.answer == nil)
    #expect(try bob.status() == "alice@example.org device 11: asked, begun by them: Where did we meet first?")
    let second = try bob.smp("answer", input: second)
    #expect(second.status == 0)
    let third = try alice.take(second.output)
    #expect(third.step == "went-on")
    #expect(try alice.trust() == "trusted")
    let fourth = try bob.take(try #require(third.answer))
    #expect(fourth.step == "match")
    #expect(try bob.trust() == "verified" && bob.status().contains(": match,"))
    let last = try alice.take(try #require(fourth.answer))
    #expect(last.step == "match" && last.answer == nil)
    #expect(try alice.trust() == "verified" && alice.status().contains(": match,"))
  }

  @Test("Other words: a failed attempt on both sides, and no key is verified")
  func noMatch() throws {
    let (alice, bob) = try acquaintedEnds()
    #expect(try bob.take(alice.smp("start", input: "right").output).step == "asked")
    let third = try alice.take(bob.smp("answer", input: "wrong").output)
    let fourth = try bob.take(try #require(third.answer))
    #expect(fourth.step == "no-match")
    #expect(try alice.take(try #require(fourth.answer)).step == "no-match")
    #expect(try alice.trust() == "trusted" && bob.trust() == "trusted")
    #expect(try alice.status().contains(": no-match,") && bob.status().contains(": no-match,"))
    #expect(try alice.smp("start", input: "again").status == 0)
  }

  @Test("Whoever is asked can refuse; both see a failed attempt, and nothing of the run is left")
  func abort() throws {
    let (alice, bob) = try acquaintedEnds()
    _ = try bob.take(alice.smp("start", input: "right").output)
    let refused = try bob.smp("abort")
    #expect(refused.status == 0)
    #expect(try alice.take(refused.output).step == "aborted")
    #expect(try alice.status().contains(": aborted,") && bob.status().contains(": aborted,"))
    #expect(try bob.smp("answer", input: "right").status == 65)
    #expect(try bob.smp("abort").status == 65)
    #expect(try alice.trust() == "trusted" && bob.trust() == "trusted")
  }

  @Test("Bad input changes nothing")
  func refused() throws {
    let (alice, bob) = try acquaintedEnds()
    #expect(try bob.smp("answer", input: "right").status == 65)
    #expect(try alice.smp("start", input: "").status == 66)
    #expect(try alice.smp("start", input: "\n").status == 65)
    #expect(try alice.smp("start", "--question", "", input: "right").status == 65)
    #expect(try alice.party.pawl("smp", "start", "--jid", "bob@example.net", "--device", "99", input: "x").status == 66)
    #expect(try alice.status().isEmpty && bob.status().isEmpty)
    #expect(try alice.smp("start", input: "right").status == 0)
    let twice = try alice.smp("start", input: "right")
    #expect(twice.status == 65 && twice.output.isEmpty)
    #expect(twice.errors == "pawl: a run with the device is under way; answer or abort it first\n")
  }
}
