import Foundation
import Messenger
import TestSupport
import Testing

/// Run by `Tests/Live/prosody swift test --filter LiveTests`.
@Suite("Devices online at Prosody", .enabled(if: OnlineDevice.environment != nil), .serialized, .timeLimit(.minutes(3)))
struct MessengerLiveTests {
  @Test("A thousand messages that waited in the archive are read, in order and each once")
  func catchUp() async throws {
    let bob = try OnlineDevice(user: 41)
    try await bob.start()
    await bob.end()
    let alice = try OnlineDevice(user: 42)
    try await alice.start()
    for number in 0..<1000 { _ = try await alice.messenger.send("\(number)", to: "user41@a.test") }
    await alice.end()
    let again = try await bob.reopened()
    try await again.start()
    #expect(await again.texts == (0..<1000).map(String.init))
    #expect(await again.pages >= 10)
    #expect(await again.failures.isEmpty)
    await again.end()
  }

  @Test("A server that is killed in the middle of a conversation loses none of it")
  func restart() async throws {
    let alice = try OnlineDevice(user: 43)
    let bob = try OnlineDevice(user: 44)
    try await alice.start()
    try await bob.start()
    for number in 0..<20 { _ = try await alice.messenger.send("\(number)", to: "user44@a.test") }
    try await bob.wait { $0.texts.count == 20 }
    try killServer()
    for number in 20..<40 { _ = try? await alice.messenger.send("\(number)", to: "user44@a.test") }
    try await alice.wait { $0.logins == 2 && $0.isReady }
    try await bob.wait { $0.logins == 2 && $0.isReady }
    for number in 40..<60 { _ = try await alice.messenger.send("\(number)", to: "user44@a.test") }
    try await bob.wait { $0.texts.count >= 60 }
    let texts = await bob.texts
    #expect(texts == (0..<60).map(String.init))
    #expect(await bob.failures.isEmpty)
    await alice.end()
    await bob.end()
  }

  /// It starts anew by itself.
  private func killServer() throws {
    let directory = try #require(OnlineDevice.environment?["PAWL_LIVE_DIRECTORY"])
    let text = try String(contentsOfFile: directory + "/pid", encoding: .utf8)
    let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(pid, SIGKILL)
  }
}
