import Foundation
import Pawl
import Testing
import XMPPClient

@testable import Messenger

/// In processes of their own: the notification reaches every store of a process.
@Suite("A message that the store cannot take")
struct StoreFailureTests {
  /// GRDB's `Database.suspendNotification` or `Database.resumeNotification`.
  private static func post(_ name: String) {
    NotificationCenter.default.post(name: Notification.Name("GRDB.Database.\(name)"), object: nil)
  }

  @Test("It is handed in again until it is on disk, and only then done with")
  func handedInAgain() async {
    await #expect(processExitsWith: .success) {
      let offline = try await OfflineMessenger("alice@a.test")
      let message = try await offline.text("hello")
      StoreFailureTests.post("Suspend")
      let taking = Task { await offline.messenger.take(message) }
      var events = offline.messenger.events.makeAsyncIterator()
      guard case .storeFailed(.suspended)? = await events.next() else {
        Issue.record("the app is not told")
        return
      }
      StoreFailureTests.post("Resume")
      let isDone = await taking.value
      #expect(isDone)
      guard case .received(let received, _)? = await events.next(), case .message(let text)? = received.events.last else {
        Issue.record("the message is lost")
        return
      }
      #expect(text.text == "hello")
    }
  }

  @Test("Who leaves meanwhile leaves it to the server, and all that comes after it")
  func leftToTheServer() async {
    await #expect(processExitsWith: .success) {
      let offline = try await OfflineMessenger("alice@a.test")
      let first = try await offline.text("first")
      let second = try await offline.text("second")
      StoreFailureTests.post("Suspend")
      let taking = Task { await offline.messenger.take(first) }
      var events = offline.messenger.events.makeAsyncIterator()
      guard case .storeFailed(.suspended)? = await events.next() else {
        Issue.record("the app is not told")
        return
      }
      await offline.messenger.close()
      let isDone = await taking.value
      StoreFailureTests.post("Resume")
      let isNextDone = await offline.messenger.take(second)
      #expect(!isDone && !isNextDone)
    }
  }
}
