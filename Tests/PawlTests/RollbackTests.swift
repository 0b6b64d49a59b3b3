import Foundation
import Pawl
import Testing

@Suite("Stores that were put back or copied")
struct RollbackTests {
  /// A mirror that can be made to fail.
  private final class FailingMirror: GenerationMirror, @unchecked Sendable {
    private let lock = NSLock()
    private var fails = false
    private var saved: StoreGeneration?

    func fail(_ fails: Bool) {
      lock.withLock { self.fails = fails }
    }

    func load() throws -> StoreGeneration? {
      lock.withLock { saved }
    }

    func save(_ generation: StoreGeneration) throws {
      try lock.withLock {
        if fails { throw CocoaError(.fileWriteUnknown) }
        saved = generation
      }
    }
  }

  private func copy(_ device: TestDevice, to folder: String) throws {
    let manager = FileManager.default
    try? manager.removeItem(atPath: device.folder.path(folder))
    try manager.createDirectory(atPath: device.folder.path(folder), withIntermediateDirectories: true)
    for name in ["store", "store-wal"] where manager.fileExists(atPath: device.folder.path(name)) {
      try manager.copyItem(atPath: device.folder.path(name), toPath: device.folder.path("\(folder)/\(name)"))
    }
  }

  private func putBack(_ device: TestDevice, from folder: String) throws {
    let manager = FileManager.default
    for name in ["store", "store-wal", "store-shm"] {
      try? manager.removeItem(atPath: device.folder.path(name))
      let source = device.folder.path("\(folder)/\(name)")
      if manager.fileExists(atPath: source) { try manager.copyItem(atPath: source, toPath: device.folder.path(name)) }
    }
  }

  private func mirror(_ device: TestDevice) -> FileMirror {
    FileMirror(path: device.folder.path("generation"))
  }

  @Test("A store that goes on is not taken for one that was put back", arguments: 0..<3)
  func goesOn(messages: Int) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for _ in 0..<3 {
      let reopened = try bob.reopened(mirror: mirror(bob))
      #expect(!reopened.wasRestored)
      for number in 0..<messages {
        #expect(try await alice.read(reopened.encrypt("\(number)", to: alice.jid, now: TestDevice.now).stanza) == "\(number)")
      }
    }
  }

  @Test("C5 rollback: no message key is used twice: a store that was put back begins new sessions, under the old identity")
  func putBack() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    do {
      let device = try bob.reopened(mirror: mirror(bob))
      try copy(bob, to: "backup")
      #expect(try await alice.read(device.encrypt("first", to: alice.jid, now: TestDevice.now).stanza) == "first")
    }
    let late = try await alice.send("late", to: bob)
    try putBack(bob, from: "backup")

    let restored = try bob.reopened(mirror: mirror(bob))
    #expect(restored.wasRestored && restored.fingerprint == bob.device.fingerprint && restored.id == bob.device.id)
    let missing = SendError.noUsableDevice(
      [Omission(recipient: alice.recipient, reason: .noBundle)],
      [.fetchBundle(jid: alice.jid, device: alice.device.id, .omemo2)])
    await #expect(throws: missing) { _ = try await restored.encrypt("again", to: alice.jid, now: TestDevice.now) }
    try await restored.importBundle(alice.device.bundle(), of: alice.jid, device: alice.device.id)
    let again = try await restored.encrypt("again", to: alice.jid, now: TestDevice.now).stanza
    #expect(again.contains("kex='true'"))
    #expect(try await alice.read(again) == "again")
    #expect(try await restored.receive(late, now: TestDevice.now).text == "late")
    #expect(try bob.reopened(mirror: mirror(bob)).wasRestored == false)
  }

  @Test("A store that was put back to before it was first opened with its mirror is found out, each time")
  func beforeTheMirror() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try copy(bob, to: "backup")
    do {
      let device = try bob.reopened(mirror: mirror(bob))
      #expect(try await alice.read(device.encrypt("first", to: alice.jid, now: TestDevice.now).stanza) == "first")
    }
    for _ in 0..<2 {
      try putBack(bob, from: "backup")
      let restored = try bob.reopened(mirror: mirror(bob))
      #expect(restored.wasRestored)
      await #expect(throws: SendError.self) { _ = try await restored.encrypt("again", to: alice.jid, now: TestDevice.now) }
      #expect(try bob.reopened(mirror: mirror(bob)).wasRestored == false)
    }
  }

  @Test("A store that was put back to before its first mirror, and had sent nothing, misses the mirror when it is lost")
  func lostAfterPuttingBack() async throws {
    let (_, bob) = try await TestDevice.acquaintedPair()
    try copy(bob, to: "backup")
    #expect(try !bob.reopened(mirror: mirror(bob)).wasRestored)
    try putBack(bob, from: "backup")
    #expect(try !bob.reopened(mirror: mirror(bob)).wasRestored)
    try FileManager.default.removeItem(atPath: bob.folder.path("generation"))
    #expect(try bob.reopened(mirror: mirror(bob)).wasRestored)
  }

  @Test("Its prekeys are new, their ids are too, and the bundles are to be published")
  func preKeys() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await bob.device.maintain(now: TestDevice.now)
    try copy(bob, to: "backup")
    guard case .bundle(let before) = try Inspection(await bob.device.bundle()) else { return }
    let waiting = try await alice.device.encrypt("hello", to: bob.jid, now: TestDevice.now).stanza
    let mirror = mirror(bob)
    _ = try await bob.reopened(mirror: mirror).encrypt("x", to: alice.jid, now: TestDevice.now)
    try copy(bob, to: "marked")
    _ = try await bob.reopened(mirror: mirror).encrypt("y", to: alice.jid, now: TestDevice.now)
    try putBack(bob, from: "marked")
    let restored = try bob.reopened(mirror: mirror)
    #expect(restored.wasRestored)
    guard case .bundle(let after) = try Inspection(await restored.bundle()) else { return }
    #expect(after.preKeyIDs.count == 100)
    #expect(try #require(after.preKeyIDs.min()) > 1000 + #require(before.preKeyIDs.max()))
    #expect(try await Set(restored.maintain(now: TestDevice.now)) == [.publishBundle(.legacy), .publishBundle(.omemo2)])
    #expect(try await restored.receive(waiting, now: TestDevice.now).text == "hello")
  }

  @Test("Of two copies that share a mirror, each is found out when the other has written")
  func clones() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let mirror = mirror(bob)
    _ = try await bob.reopened(mirror: mirror).encrypt("x", to: alice.jid, now: TestDevice.now)
    try copy(bob, to: "clone")
    _ = try await bob.reopened(mirror: mirror).encrypt("y", to: alice.jid, now: TestDevice.now)
    let clone = try Device(
      opening: bob.folder.path("clone/store"), key: .file(path: bob.folder.path("store.key")), mirror: mirror)
    #expect(clone.wasRestored)
    #expect(try bob.reopened(mirror: mirror).wasRestored)
  }

  @Test("A mirror that is lost or damaged counts as a store that was put back", arguments: ["", "nonsense", String(repeating: "x", count: 24)])
  func lostMirror(content: String) async throws {
    let (_, bob) = try await TestDevice.acquaintedPair()
    #expect(try !bob.reopened(mirror: mirror(bob)).wasRestored)
    try Data(content.utf8).write(to: URL(filePath: bob.folder.path("generation")))
    #expect(try bob.reopened(mirror: mirror(bob)).wasRestored)
  }

  @Test("What the mirror did not take is not sent; what was received is not lost with it")
  func failingMirror() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let mirror = FailingMirror()
    let device = try bob.reopened(mirror: mirror)
    let stanza = try await alice.send("hello", to: bob)
    mirror.fail(true)
    let received = try await device.receive(stanza, now: TestDevice.now)
    #expect(received.text == "hello" && received.answers.isEmpty && received.actions == [.publishBundle(.omemo2)])
    let carol = try TestDevice("carol@example.com", id: 3)
    try await carol.meet(bob)
    let batch = try await device.receive([carol.send("hello", to: bob), "<nonsense/>"], now: TestDevice.now)
    #expect(try batch[0].get().text == "hello" && batch[0].get().answers.isEmpty)
    #expect(try await device.maintain(now: TestDevice.now).allSatisfy { if case .publishBundle = $0 { true } else { false } })
    await #expect(throws: SendError.store(.mirrorFailed)) {
      _ = try await device.encrypt("never leaves", to: alice.jid, now: TestDevice.now)
    }
    mirror.fail(false)
    #expect(try await alice.read(device.encrypt("leaves", to: alice.jid, now: TestDevice.now).stanza) == "leaves")
    #expect(try !bob.reopened(mirror: mirror).wasRestored)
  }
}
