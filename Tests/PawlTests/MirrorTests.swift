import Foundation
import Pawl
import Testing

@Suite("What the mirror says on opening")
struct MirrorTests {
  /// A mirror in whose first look another process opens the same store.
  private final class OvertakenMirror: GenerationMirror, @unchecked Sendable {
    private let lock = NSLock()
    private var saved: StoreGeneration?
    private var other: (@Sendable () -> Void)?

    /// Has `other` run in the midst of the next look. It is not waited for longer than a moment: it may have to wait itself.
    func overtake(by other: @escaping @Sendable () -> Void) {
      lock.withLock { self.other = other }
    }

    func load() throws -> StoreGeneration? {
      let (seen, other) = lock.withLock {
        defer { self.other = nil }
        return (saved, self.other)
      }
      if let other {
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
          other()
          isDone.signal()
        }
        _ = isDone.wait(timeout: .now() + 0.5)
      }
      return seen
    }

    func save(_ generation: StoreGeneration) throws {
      lock.withLock { saved = generation }
    }
  }

  @Test("A file that is there and cannot be read is an error, not a store that was put back")
  func unreadable() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let path = bob.folder.path("generation")
    let mirror = FileMirror(path: path)
    #expect(try !bob.reopened(mirror: mirror).wasRestored)
    let manager = FileManager.default
    try manager.moveItem(atPath: path, toPath: path + ".kept")
    // A link to itself: no user can open it.
    try manager.createSymbolicLink(atPath: path, withDestinationPath: path)
    #expect(throws: DeviceError.store(.mirrorFailed)) { _ = try bob.reopened(mirror: mirror) }
    try manager.removeItem(atPath: path)
    try manager.moveItem(atPath: path + ".kept", toPath: path)
    #expect(try !bob.reopened(mirror: mirror).wasRestored)
    #expect(try await !bob.send("on", to: alice).contains("kex='true'"))
  }

  @Test("Of two processes that open a store with its first mirror at once, neither takes it for one that was put back")
  func overtaken() async throws {
    let bob = try TestDevice("bob@example.net", id: 2)
    let mirror = OvertakenMirror()
    mirror.overtake { _ = try? bob.reopened(mirror: mirror) }
    #expect(try !bob.reopened(mirror: mirror).wasRestored)
    #expect(try !bob.reopened(mirror: mirror).wasRestored)
  }
}
