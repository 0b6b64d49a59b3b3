import TestSupport
import Testing
import Pawl

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

@Suite("The README")
struct ReadmeTests {
  @Test("Its example works")
  func example() async throws {
    let folder = try TemporaryFolder()
    #expect(try await firstMessage(in: folder.url.path(), now: pageTime) == "Hello Bob")
  }
}
