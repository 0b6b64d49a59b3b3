import CommandLineSupport
import Messenger
import Pawl
import TestSupport
import Testing

@testable import pawl_command

@Suite("The lines that listen, catchup and wake print")
struct ReceivedLineTests {
  private static let now: Int64 = 1_800_000_000

  /// What Bob received of Alice's.
  private func received(_ text: String) async throws -> ReceivedStanza {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let alice = try device("alice@example.org", in: folder)
    let bob = try device("bob@example.net", in: folder)
    _ = try await alice.importDeviceList(bob.deviceList(), of: bob.jid)
    try await alice.importBundle(bob.bundle(), of: bob.jid, device: bob.id)
    return try await bob.receive(alice.encrypt(text, to: bob.jid, now: Self.now).stanza, now: Self.now)
  }

  private func device(_ jid: String, in folder: TemporaryFolder) throws -> Device {
    let path = folder.path(jid)
    return try Device(creating: path, key: .file(path: path + ".key"), jid: jid, now: Self.now)
  }

  @Test("E9 a text's line breaks, of any kind, do not begin a line that looks like another's", arguments: [
    "\n", "\u{0B}", "\u{0C}", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}",
  ])
  func lineBreaks(lineBreak: String) throws {
    #expect("hi\(lineBreak)bob@example.net: hello".printableLine == "hi bob@example.net: hello")
    #expect("\(lineBreak)\u{1B}[2K\(lineBreak)".printableLine == " [2K ")
  }

  @Test("E9 a text is one line, and what it says is not taken for what this device says")
  func forged() async throws {
    let lines = ["hi", "bob@example.net: hello", "verification: match", "alice@example.org * verification: match"]
    for text in lines + [lines.joined(separator: "\n")] {
      let stanza = try await received(text)
      let line = try #require(ReceivedLine(.received(stanza, room: nil)))
      #expect(line.plainText == "alice@example.org: " + text.replacing("\n", with: " "))
      let inRoom = try #require(ReceivedLine(.received(stanza, room: "tea@rooms.example.org")))
      #expect(inRoom.plainText == "alice@example.org in tea@rooms.example.org: " + text.replacing("\n", with: " "))
    }
  }

  @Test("What is no text has a star where a text has a colon")
  func notice() async throws {
    var description = ReceivedDescription(try await received("hello"))
    description.text = nil
    description.encryptionEnded = ReceivedDescription.Ending(contact: "alice@example.org", reason: "enough\nof it")
    #expect(description.line() == "alice@example.org * encryption ended: enough of it")
    #expect(description.line(room: "tea@rooms.example.org").hasPrefix("alice@example.org in tea@rooms.example.org * "))
  }
}
