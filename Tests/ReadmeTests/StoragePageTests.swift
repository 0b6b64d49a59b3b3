import GRDB
import Pawl
import TestSupport
import Testing

/// Reads a stanza, and keeps its text in the same transaction.
func keep(_ stanza: String, for device: Device, now: Int64) async throws -> ReceivedStanza {
  try await device.receive(stanza, now: now) { database, received in
    try database.execute(sql: "CREATE TABLE IF NOT EXISTS app_messages (sender TEXT NOT NULL, body TEXT NOT NULL)")
    for case .message(let message) in received.events {
      try database.execute(
        sql: "INSERT INTO app_messages (sender, body) VALUES (?, ?)", arguments: [received.sender.jid, message.text ?? ""])
    }
  }
}

/// What a notification extension does with a stanza that it fetched.
func readInExtension(_ stanza: String, store: String, now: Int64) async throws -> String? {
  let device = try Device(opening: store, key: .file(path: store + ".key"), decryptsOnly: true)
  do throws(ReceiveError) {
    let received = try await device.receive(stanza, now: now)
    // Answers, and tokens for the sender, are due now: maintain(now:) gives them to the app when it next runs.
    for case .message(let message) in received.events { return message.text }
    return nil
  } catch .duplicate {
    return nil  // the app was faster
  }
}

/// Opens a store, and says whether it was put back.
func openWithMirror(_ store: String, mirror: String) throws -> (device: Device, wasRestored: Bool) {
  let device = try Device(opening: store, key: .file(path: store + ".key"), mirror: FileMirror(path: mirror))
  // The identity stays; no old session is written in any more. Publish what maintain(now:) asks for.
  return (device, device.wasRestored)
}

/// Moves a device to another store.
func move(_ old: Device, to store: String, passphrase: String, now: Int64) async throws -> Device {
  let backup = try await old.exportBackup(passphrase: SecretBytes(copying: Array(passphrase.utf8)))
  return try Device(
    restoring: backup, passphrase: SecretBytes(copying: Array(passphrase.utf8)), to: store,
    key: .file(path: store + ".key"), now: now)
}

@Suite("Page: The store")
struct StoragePageTests {
  @Test("The app's rows commit with the ratchet, and a stanza is read once")
  func rows() async throws {
    let (folder, alice, bob) = try await introduced()
    let first = try await alice.encrypt("one", to: bob.jid, now: pageTime)
    let received = try await keep(first.stanza, for: bob, now: pageTime)
    #expect(received.sender.jid == alice.jid)
    let database = try DatabaseQueue(path: folder.path("bob@example.net.omemo"))
    #expect(try await database.read { try String.fetchAll($0, sql: "SELECT body FROM app_messages") } == ["one"])

    // A second process of Bob's.
    let second = try await alice.encrypt("two", to: bob.jid, now: pageTime)
    let store = folder.path("bob@example.net.omemo")
    #expect(try await readInExtension(second.stanza, store: store, now: pageTime) == "two")
    #expect(try await readInExtension(second.stanza, store: store, now: pageTime) == nil)
    await #expect(throws: ReceiveError.duplicate) { try await bob.receive(second.stanza, now: pageTime) }
  }

  @Test("What the extension owes for a first message, the app sends")
  func owed() async throws {
    let (folder, alice, bob) = try await introduced()
    let first = try await alice.encrypt("one", to: bob.jid, now: pageTime)
    #expect(try await readInExtension(first.stanza, store: folder.path("bob@example.net.omemo"), now: pageTime) == "one")
    let answers = try await bob.maintain(now: pageTime).compactMap { if case .send(let stanza) = $0 { stanza } else { nil } }
    #expect(answers.count == 1)
    _ = try await alice.receive(try #require(answers.first), now: pageTime)
    // Alice knows now that Bob has the session: she repeats her key exchange no more.
    #expect(try await !alice.encrypt("two", to: bob.jid, now: pageTime).stanza.contains("kex='true'"))
    #expect(try await bob.endCatchUp(now: pageTime) == [.publishBundle(.omemo2)])
  }

  @Test("A copy is found out, and a backup makes a device of the same fingerprint")
  func copies() async throws {
    let (folder, alice, bob) = try await introduced()
    let (store, mirror) = (folder.path("alice@example.org.omemo"), folder.path("mirror"))
    #expect(try !openWithMirror(store, mirror: mirror).wasRestored)
    let backup = try DatabaseQueue(path: store)
    let earlier = try DatabaseQueue(path: folder.path("earlier"))
    try backup.backup(to: earlier)
    _ = try await openWithMirror(store, mirror: mirror).device.encrypt("one", to: bob.jid, now: pageTime)
    try earlier.backup(to: backup)
    #expect(try openWithMirror(store, mirror: mirror).wasRestored)

    let moved = try await move(alice, to: folder.path("new"), passphrase: "a long one", now: pageTime)
    #expect(moved.fingerprint == alice.fingerprint)
    #expect(moved.id != alice.id)
  }
}
