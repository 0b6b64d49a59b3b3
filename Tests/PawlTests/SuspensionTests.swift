import Foundation
import GRDB
import Pawl
import Testing

@Suite("An app that is about to be suspended")
struct SuspensionTests {
  /// In a process of its own: the notification reaches every store of a process.
  @Test("No lock is taken until it is resumed; what was asked meanwhile has changed nothing")
  func suspended() async {
    await #expect(processExitsWith: .success) {
      let (alice, bob) = try await TestDevice.acquaintedPair()
      let stanza = try await alice.send("hello", to: bob)
      NotificationCenter.default.post(name: Database.suspendNotification, object: nil)
      let before = try bob.bytes()
      await #expect(throws: SendError.store(.suspended)) { _ = try await bob.send("now", to: alice) }
      await #expect(throws: ReceiveError.store(.suspended)) { _ = try await bob.receive(stanza) }
      #expect(try bob.bytes() == before)
      NotificationCenter.default.post(name: Database.resumeNotification, object: nil)
      #expect(try await bob.read(stanza) == "hello")
    }
  }
}
