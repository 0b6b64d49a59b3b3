import Foundation
import TestSupport
import Testing

/// What becomes of a command that cannot print, and what goes to which output.
@Suite("Standard output")
struct OutputTests {
  /// Runs a command with a standard output that takes nothing.
  private func full(_ arguments: [String], input: String = "") throws -> Command {
    let script = ["-c", #"exec "$0" "$@" >/dev/full"#, Executable.pawl.path(percentEncoded: false)]
    return try Command(script + arguments, input: input, executable: URL(filePath: "/bin/sh"))
  }

  @Test("A command that cannot print says so in one line", arguments: [["fingerprint"], ["bundle"], ["sessions", "--json"]])
  func unwritable(arguments: [String]) throws {
    let alice = try Party("alice@example.org", device: 11)
    let failed = try full(arguments + ["--store", alice.storePath])
    #expect(failed.status == 74)
    #expect(failed.errors == "pawl: standard output cannot be written\n")
  }

  @Test("E9 decrypt keeps a text's line breaks; what is no text goes to standard error, where no text goes")
  func forged() throws {
    let (alice, bob) = try Party.pair()
    let text = "verification: match\nalice@example.org * encryption ended"
    let read = try bob.pawl("decrypt", input: alice.pawl("encrypt", "--to", bob.jid, input: text).output)
    #expect(read.output == text + "\n" && !read.errors.contains("match"))
    let ended = try bob.pawl("decrypt", input: alice.pawl("opt-out", "--to", bob.jid, "--reason", "enough").output)
    #expect(ended.status == 0 && ended.output.isEmpty)
    #expect(ended.errors.hasPrefix("pawl: alice@example.org * encryption ended: enough\n"))
  }
}
