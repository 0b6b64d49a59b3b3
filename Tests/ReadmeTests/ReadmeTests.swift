import Foundation
import Pawl
import TestSupport
import Testing

// README: begin
/// Two devices that find each other, and a first message.
func firstMessage(in folder: String, now: Int64) async throws -> String? {
  let alice = try Device(
    creating: folder + "/alice", key: .file(path: folder + "/alice.key"), jid: "alice@example.org", now: now)
  let bob = try Device(
    creating: folder + "/bob", key: .file(path: folder + "/bob.key"), jid: "bob@example.net", now: now)

  // What each publishes over PEP, and fetches of the other.
  _ = try await alice.importDeviceList(bob.deviceList(), of: bob.jid)
  try await alice.importBundle(bob.bundle(), of: bob.jid, device: bob.id)

  let sent = try await alice.encrypt("Hello Bob", to: bob.jid, now: now)
  let received = try await bob.receive(sent.stanza, now: now)
  // received.actions: what to send and publish now. Everything behind it is on disk already.
  for case .message(let message) in received.events { return message.text }
  return nil
}
// README: end

@Suite("The README")
struct ReadmeTests {
  @Test("Its example is compiled here, word for word, and works")
  func example() async throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let begin = try #require(source.range(of: "// README: begin\n")).upperBound
    let end = try #require(source.range(of: "// README: end")).lowerBound
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(source[begin..<end]))
    let folder = try TemporaryFolder()
    #expect(try await firstMessage(in: folder.url.path(), now: 1_795_392_000) == "Hello Bob")
  }
}
