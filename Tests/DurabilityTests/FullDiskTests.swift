import Foundation
import Pawl
import TestSupport
import Testing

@Suite("A disk that is full")
struct FullDiskTests {
  /// How much more room each try has, in blocks of 512 bytes: about a page of the write-ahead log.
  private static let step = Proof.isLong ? 1 : 8
  /// More than any message needs.
  private static let enough = 4_096

  @Test("A message that cannot be written is not sent, and uses no message key up")
  func encrypting() throws {
    let (alice, bob) = try Party.pair()
    let holder = try Self.holdOpen(alice)
    var stanzas: [String] = []
    for number in 0..<4 {
      stanzas.append(try holder.encrypt("before \(number)", to: bob.jid))
      stanzas.append(try retry(alice, ["encrypt", "--to", bob.jid], input: "text \(number)").output)
    }
    // Bob has not answered, so all of it is one chain.
    #expect(try stanzas.map(Self.number) == Array(0..<8))
    for (index, stanza) in stanzas.enumerated() {
      let text = (index.isMultiple(of: 2) ? "before" : "text") + " \(index / 2)"
      #expect(try bob.pawl("decrypt", input: stanza).line == text)
    }
  }

  @Test("A message whose keys cannot be written is not shown, and can be read once there is room")
  func decrypting() throws {
    let (alice, bob) = try Party.pair()
    let holder = try Self.holdOpen(bob)
    // The first is a key exchange, which writes the most.
    for number in 0..<4 {
      let sent = try alice.pawl("encrypt", "--to", bob.jid, input: "text \(number)")
      let read = try retry(bob, ["decrypt"], input: sent.output)
      #expect(read.line == "text \(number)")
      #expect(try holder.decrypt(sent.output).error == "duplicate")
    }
    let answer = try holder.encrypt("all read", to: alice.jid)
    #expect(try alice.pawl("decrypt", input: answer).line == "all read")
  }

  @Test("A store that has no room to be opened is not harmed, and a commit that cannot be moved to its place is kept")
  func opening() throws {
    let (alice, bob) = try Party.pair()
    var stanzas = [try alice.pawl("encrypt", "--to", bob.jid, input: "text").output]
    // To open a store in WAL mode takes an index of 32 KiB, 64 blocks; the store itself is larger.
    for blocks in [0, 1, 8, 63, 64, 80, 96, 128] {
      let sessions = try alice.pawl("sessions").output
      let sent = try alice.pawl("encrypt", "--to", bob.jid, input: "text", fileBlocks: blocks)
      if sent.status == 0 {
        stanzas.append(sent.output)
      } else {
        expectRefusal(sent, "\(blocks) blocks")
        #expect(try alice.pawl("sessions").output == sessions, "\(blocks) blocks")
      }
      #expect(sent.status == 0 || blocks < 96, "\(blocks) blocks: \(sent.errors)")
      #expect(sent.status != 0 || blocks > 8, "\(blocks) blocks")
    }
    #expect(try stanzas.map(Self.number) == Array(0..<stanzas.count))
    for stanza in stanzas { #expect(try bob.pawl("decrypt", input: stanza).line == "text") }
  }

  /// Another process that has the store open, as an extension beside its app. While it does the write-ahead log is kept
  /// and grows, so that a limit on its size is a disk that gets full.
  private static func holdOpen(_ party: Party) throws -> PipeProcess {
    let holder = try party.pipe()
    #expect(try holder.decrypt("<message/>").error == "malformed")
    return holder
  }

  /// Gives a command a little more room each time, until it succeeds. Before that it has to fail and change nothing.
  private func retry(_ party: Party, _ arguments: [String], input: String) throws -> Command {
    let options = arguments + ["--store", party.storePath]
    let log = try Data(contentsOf: URL(filePath: party.storePath + "-wal"))
    let sessions = try party.pawl("sessions").output
    var refusals = 0
    for room in stride(from: 0, to: Self.enough, by: Self.step) {
      let command = try Command(options, input: input, fileBlocks: log.count / 512 + room)
      if command.status == 0 {
        #expect(refusals > 0, "there was room from the beginning")
        return command
      }
      refusals += 1
      expectRefusal(command, "room for \(room) blocks")
      #expect(try party.pawl("sessions").output == sessions, "room for \(room) blocks")
    }
    Issue.record("there is never enough room")
    return try Command(options, input: input)
  }

  /// Which message of its chain a stanza for one device is.
  private static func number(_ stanza: String) throws -> Int {
    Int(try #require(try Inspection.messageParts(stanza).first?.keys.first).number)
  }

  private func expectRefusal(_ command: Command, _ comment: Comment) {
    #expect(command.status == 74, comment)
    #expect(command.output.isEmpty && command.errors.split(separator: "\n").count == 1, comment)
  }
}
