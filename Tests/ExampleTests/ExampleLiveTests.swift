import Foundation
import TestSupport
import Testing

/// Run by `Tests/Live/prosody swift test --filter LiveTests`.
@Suite("The examples at Prosody", .enabled(if: ExampleServer.environment != nil), .timeLimit(.minutes(3)))
struct ExampleLiveTests {
  @Test("Two chats talk, look at each other's keys, and one of them comes again")
  func chat() async throws {
    let folder = try TemporaryFolder()
    let alice = try chat(as: 51, with: 52, in: folder)
    try await alice.wait(for: "online as user51@a.test/")
    let bob = try chat(as: 52, with: 51, in: folder)
    try await bob.wait(for: "online as user52@a.test/")
    try alice.type("Hello Bob")
    try await bob.wait(for: "user51@a.test (trusted): Hello Bob")
    try bob.type("Hello Alice")
    try await alice.wait(for: "user52@a.test (trusted): Hello Alice")

    // Each shows the fingerprint that the other says of himself.
    let fingerprint = try #require(bob.output.firstMatch(of: /you are device (\d+), ([0-9a-f ]{71})/))
    try alice.type("/devices")
    try await alice.wait(for: "device \(fingerprint.1): trusted, \(fingerprint.2)")
    try alice.type("/verify \(fingerprint.1)")
    try await alice.wait(for: "device \(fingerprint.1) is verified")
    try bob.type("Once more")
    try await alice.wait(for: "user52@a.test: Once more")

    #expect(try await bob.end() == 0)
    try alice.type("While you were away")
    let again = try chat(as: 52, with: 51, in: folder)
    try await again.wait(for: "user51@a.test (trusted): While you were away")
    #expect(try await again.end() == 0)
    #expect(try await alice.end() == 0)
    #expect(!(alice.output + bob.output + again.output).contains("failed"))
  }

  /// `Scripts/examples` builds the adapter, and says where it is and which Python has slixmpp.
  @Test(
    "An adapter on a foreign connection talks with a chat",
    .enabled(if: ExampleServer.environment?["PAWL_ADAPTER"] != nil, "Scripts/examples runs it"))
  func adapter() async throws {
    let folder = try TemporaryFolder()
    let server = try #require(ExampleServer.environment)
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let adapter = try InteractiveProcess(
      URL(filePath: try #require(server["PAWL_ADAPTER"])),
      [
        folder.path("user53"), "user53@a.test", "user54@a.test", server["PAWL_PYTHON"] ?? "python3",
        root.appending(path: "Examples/Adapter/connection.py").path(), "user53@a.test", server["PAWL_LIVE_HOST"] ?? "",
        server["PAWL_LIVE_PORT"] ?? "", server["PAWL_LIVE_ROOT"] ?? "",
      ], environment: server.merging(["PAWL_PASSWORD": "pencil"]) { $1 })
    try await adapter.wait(for: "online as user53@a.test/")
    let chat = try chat(as: 54, with: 53, in: folder)
    try await chat.wait(for: "online as user54@a.test/")
    try adapter.type("Hello from outside")
    try await chat.wait(for: "user53@a.test (trusted): Hello from outside")
    try chat.type("Hello inside, <b>&amp;</b>")
    try await adapter.wait(for: "user54@a.test (trusted): Hello inside, <b>&amp;</b>")
    try adapter.type("Once more")
    try await chat.wait(for: "user53@a.test (trusted): Once more")
    #expect(try await chat.end() == 0)
    #expect(try await adapter.end() == 0)
  }

  private func chat(as user: Int, with other: Int, in folder: TemporaryFolder) throws -> InteractiveProcess {
    let server = try #require(ExampleServer.environment)
    return try InteractiveProcess(
      Executable.named("pawl-chat"),
      [
        "--store", folder.path("user\(user)"), "--jid", "user\(user)@a.test", "--to", "user\(other)@a.test",
        "--host", server["PAWL_LIVE_HOST"] ?? "", "--port", server["PAWL_LIVE_PORT"] ?? "",
        "--ca-file", server["PAWL_LIVE_ROOT"] ?? "",
      ], environment: server.merging(["PAWL_PASSWORD": "pencil"]) { $1 })
  }
}
