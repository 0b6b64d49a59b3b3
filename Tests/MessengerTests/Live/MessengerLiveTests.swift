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

  @Test("What came live is not read again from the archive by the next run")
  func liveIsNotReadAgain() async throws {
    let alice = try OnlineDevice(user: 48)
    let bob = try OnlineDevice(user: 49)
    try await alice.start()
    try await bob.start()
    for number in 0..<50 { _ = try await alice.messenger.send("\(number)", to: "user49@a.test") }
    try await bob.wait { $0.texts.count == 50 }
    await bob.end()
    let place = await bob.place
    let again = try await bob.reopened(from: place)
    try await again.start()
    // What it has sent itself after the last text may be among it.
    #expect(await again.archived < 50)
    #expect(await again.texts.isEmpty)
    // What comes from now on is neither skipped.
    await again.end()
    _ = try await alice.messenger.send("while away", to: "user49@a.test")
    let late = try await again.reopened(from: again.place)
    try await late.start()
    #expect(await late.texts == ["while away"])
    await alice.end()
    await late.end()
  }

  @Test("A text that the server did not take while the connection was closed is told, and none that it took")
  func closing() async throws {
    let alice = try OnlineDevice(user: 50)
    let bob = try OnlineDevice(user: 55)
    try await alice.start()
    try await bob.start()
    _ = try await alice.messenger.send("arrives", to: "user55@a.test")
    await alice.end()
    #expect(await alice.unconfirmed == 0)
    let again = try await alice.reopened()
    try await again.start()
    _ = try await again.messenger.send("arrives, too", to: "user55@a.test")
    try await bob.wait { $0.texts == ["arrives", "arrives, too"] }
    try signalServer(SIGSTOP)
    _ = try? await again.messenger.send("does not", to: "user55@a.test")
    await again.end()
    try signalServer(SIGCONT)
    #expect(await again.unconfirmed > 0)
    await bob.end()
  }

  @Test("A server that is killed in the middle of a conversation loses none of it")
  func restart() async throws {
    let alice = try OnlineDevice(user: 43)
    let bob = try OnlineDevice(user: 44)
    try await alice.start()
    try await bob.start()
    for number in 0..<20 { _ = try await alice.messenger.send("\(number)", to: "user44@a.test") }
    try await bob.wait { $0.texts.count == 20 }
    try signalServer(SIGKILL)
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

  /// Once killed it starts anew by itself.
  private func signalServer(_ signal: Int32) throws {
    let directory = try #require(OnlineDevice.environment?["PAWL_LIVE_DIRECTORY"])
    let text = try String(contentsOfFile: directory + "/pid", encoding: .utf8)
    let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(pid, signal)
  }
}
