import Foundation
import Pawl
import Primitives
import Storage
import TestSupport
import Testing
import XML

@Suite("Backups of a device")
struct BackupTests {
  static let endpoint = "https://push.example/api/v1/messages/"
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static func passphrase(_ text: String = "correct horse battery staple") -> SecretBytes {
    SecretBytes(copying: Array(text.utf8))
  }

  private func create(_ jid: String, _ name: String) throws -> Device {
    try Device(creating: folder.path(name), key: .file(path: folder.path(name + ".key")), jid: jid, now: TestDevice.now)
  }

  private func restore(_ backup: [UInt8], _ name: String, id: DeviceID? = nil) throws(BackupError) -> Device {
    try Device(
      restoring: backup, passphrase: Self.passphrase(), to: folder.path(name),
      key: .file(path: folder.path(name + ".key")), id: id, now: TestDevice.now)
  }

  /// The rows of a device's store, beside the device.
  private func store(_ name: String) throws -> Store {
    try Store(opening: folder.path(name), key: .file(path: folder.path(name + ".key")))
  }

  private func files() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()))
  }

  /// Takes over another's published list and bundle.
  private func introduce(_ publisher: Device, to reader: Device) async throws {
    _ = try await reader.importDeviceList(publisher.deviceList(), of: publisher.jid)
    try await reader.importBundle(publisher.bundle(), of: publisher.jid, device: publisher.id)
  }

  /// One message that has to arrive, and what answers it.
  private func send(_ text: String, from sender: Device, to receiver: Device) async throws {
    let sent = try await sender.encrypt(text, to: receiver.jid, now: TestDevice.now)
    let received = try await receiver.receive(sent.stanza, now: TestDevice.now)
    #expect(received.text == text)
    for answer in received.answers { _ = try await sender.receive(answer, now: TestDevice.now) }
  }

  private func acquaintedPair() async throws -> (alice: Device, bob: Device) {
    let alice = try create("alice@example.org", "alice")
    let bob = try create("bob@example.net", "bob")
    try await introduce(alice, to: bob)
    try await introduce(bob, to: alice)
    try await send("hello", from: alice, to: bob)
    try await send("hello yourself", from: bob, to: alice)
    return (alice, bob)
  }

  private static func parts(_ bundle: String) throws -> Inspection.BundleParts {
    guard case .bundle(let parts) = try Inspection(bundle) else { throw ReceiveError.malformed }
    return parts
  }

  private static func bundle(of device: Device, _ namespace: Namespace) async throws -> Inspection.BundleParts {
    guard case .bundle(let parts) = try Inspection(await device.bundle(namespace)) else { throw ReceiveError.malformed }
    return parts
  }

  // MARK: - What comes back

  @Test("The identity stays and the device id does not; there is no session, and no prekey id comes again")
  func roundTrip() async throws {
    let (alice, _) = try await acquaintedPair()
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    #expect(restored.fingerprint == alice.fingerprint && restored.jid == alice.jid && restored.id != alice.id)
    #expect(try await restored.sessions().isEmpty)

    var old: [Inspection.BundleParts] = []
    for namespace in Namespace.allCases { old.append(try await Self.bundle(of: alice, namespace)) }
    let highest = try #require(old.flatMap(\.preKeyIDs).max())
    for namespace in Namespace.allCases {
      let new = try await Self.bundle(of: restored, namespace)
      #expect(new.isSignatureValid && new.preKeyIDs.count == 100)
      #expect(new.preKeyIDs.allSatisfy { $0 > highest })
      #expect(old.allSatisfy { $0.signedPreKeyID < new.signedPreKeyID })
    }
  }

  @Test("It can be opened again, and backed up again")
  func reopened() async throws {
    let (alice, _) = try await acquaintedPair()
    let backup: [UInt8]
    do {
      let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
      backup = try await restored.exportBackup(passphrase: Self.passphrase())
    }
    let reopened = try Device(opening: folder.path("restored"), key: .file(path: folder.path("restored.key")))
    let third = try restore(backup, "third")
    #expect(reopened.fingerprint == alice.fingerprint && third.fingerprint == alice.fingerprint)
    #expect(Set([alice.id, reopened.id, third.id]).count == 3)
  }

  @Test("A contact begins a session with the restored device, and it with the contact", arguments: [true, false])
  func newSessions(contactIsFirst: Bool) async throws {
    let (alice, bob) = try await acquaintedPair()
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    try await introduce(restored, to: bob)
    try await introduce(bob, to: restored)
    let (first, second) = contactIsFirst ? (bob, restored) : (restored, bob)
    try await send("hello again", from: first, to: second)
    try await send("hello", from: second, to: first)
    #expect(try await restored.sessions().map(\.jid) == [bob.jid])
  }

  @Test("Nothing of an old session is readable: not under another id, and not under the old one")
  func oldSessions() async throws {
    let (alice, bob) = try await acquaintedPair()
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    let late = try await bob.encrypt("late", to: alice.jid, now: TestDevice.now).stanza
    let other = try restore(backup, "other")
    await #expect(throws: ReceiveError.notForThisDevice) { _ = try await other.receive(late, now: TestDevice.now) }
    let same = try restore(backup, "same", id: alice.id)
    #expect(same.id == alice.id)
    await #expect(throws: ReceiveError.noSession) { _ = try await same.receive(late, now: TestDevice.now) }
  }

  @Test("A recorded key exchange with a prekey of the lost device is not accepted again")
  func recordedExchange() async throws {
    let alice = try create("alice@example.org", "alice")
    let bob = try create("bob@example.net", "bob")
    try await introduce(alice, to: bob)
    let exchange = try await bob.encrypt("hello", to: alice.jid, now: TestDevice.now).stanza
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored", id: alice.id)
    await #expect(throws: ReceiveError.unknownSignedPreKey) {
      _ = try await restored.receive(exchange, now: TestDevice.now)
    }
  }

  @Test("Push tokens are kept: those that nobody has, those given, and those held")
  func tokens() async throws {
    let (alice, bob) = try await acquaintedPair()
    let now = TestDevice.now
    for (sender, receiver) in [(alice, bob), (bob, alice)] {
      _ = try await sender.setPushEndpoint(Self.endpoint, now: now)
      _ = try await sender.addTokens(TestDevice.tokens(7), now: now)
      let sent = try await sender.encrypt("tokens follow", to: receiver.jid, now: now)
      for stanza in [sent.stanza] + sent.actions.stanzas { _ = try await receiver.receive(stanza, now: now) }
    }
    let unclaimed = try await alice.tokens().unclaimed.map(\.token)
    #expect(unclaimed.count == 2)
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    let (before, after) = (try await alice.tokens(), try await restored.tokens())
    #expect(Set(after.unclaimed.map(\.token)) == Set(unclaimed))
    #expect(Set(after.given.map(\.token)) == Set(before.given.map(\.token)) && after.given.count == 5)
    #expect(Set(after.held.map(\.token)) == Set(before.held.map(\.token)) && after.held.count == 5)
    #expect(after.given.map(\.expiresAt) == before.given.map(\.expiresAt))

    let knock = try #require(try await restored.knock(at: bob.jid, presence: .unavailable, trigger: .user, now: now).request)
    #expect(try await bob.lookUp(knock.token.text, now: now)?.jid == alice.jid)
    #expect(try await restored.lookUp(after.given[0].token.text, now: now)?.jid == bob.jid)
  }

  @Test("With a token out of the backup the first text knocks by itself")
  func knocks() async throws {
    let (alice, bob) = try await acquaintedPair()
    let now = TestDevice.now
    _ = try await bob.setPushEndpoint(Self.endpoint, now: now)
    _ = try await bob.addTokens(TestDevice.tokens(5), now: now)
    let sent = try await bob.encrypt("tokens follow", to: alice.jid, now: now)
    for stanza in sent.actions.stanzas { _ = try await alice.receive(stanza, now: now) }
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    try await introduce(bob, to: restored)
    _ = try await restored.encrypt("hello again", to: bob.jid, now: now)
    let knock = try await restored.knock(at: bob.jid, presence: .unavailable, now: now)
    #expect(knock.decision == .knock(.messagesWait(1)))
  }

  @Test("What the user thinks of a key is kept; to a distrusted one nothing is sent", arguments: Trust.allCases)
  func trustRecords(_ trust: Trust) async throws {
    let (alice, bob) = try await acquaintedPair()
    let bobsJID = try JID(bob.jid)
    try store("alice").transaction { transaction in
      try transaction.set(trust, bob.id, of: bobsJID, decidedAt: 0)
      try transaction.note(understandsTokens: true, bob.id, of: bobsJID)
      try transaction.set(.manual)
    }
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    try await introduce(bob, to: restored)
    try store("restored").transaction { transaction in
      let record = try transaction.device(bob.id, of: bobsJID)
      #expect(record?.trust == trust && record?.understandsTokens == true)
      #expect(try transaction.trustPolicy() == .manual)
    }
    if trust == .trusted || trust == .verified {
      try await introduce(restored, to: bob)
      try await send("hello", from: restored, to: bob)
    } else {
      let omission = Omission(
        recipient: Recipient(jid: bob.jid, device: bob.id), reason: trust == .distrusted ? .distrusted : .undecided)
      await #expect(throws: SendError.noUsableDevice([omission], [])) {
        _ = try await restored.encrypt("hello", to: bob.jid, now: TestDevice.now)
      }
    }
  }

  @Test("A key that took the place of a contact's after the backup does not get its trust")
  func changedKey() async throws {
    let (alice, bob) = try await acquaintedPair()
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    let mallory = try Device(
      creating: folder.path("mallory"), key: .file(path: folder.path("mallory.key")), jid: bob.jid, id: bob.id,
      now: TestDevice.now)
    await #expect(throws: ImportError.identityChanged) { try await introduce(mallory, to: restored) }
  }

  @Test("Nothing is sent to the device that was, though the account's list still names it")
  func formerDevice() async throws {
    let (alice, bob) = try await acquaintedPair()
    let restored = try await restore(alice.exportBackup(passphrase: Self.passphrase()), "restored")
    try await introduce(alice, to: restored)
    try await introduce(bob, to: restored)
    let sent = try await restored.encrypt("hello", to: bob.jid, now: TestDevice.now)
    #expect(sent.recipients.map(\.device) == [bob.id])
    #expect(sent.omitted.map(\.recipient.device) == [alice.id] && sent.omitted.map(\.reason) == [.distrusted])
  }

  @Test("An id may be chosen, but not that of another device of the account")
  func chosenID() async throws {
    let alice = try create("alice@example.org", "alice")
    let tablet = try create("alice@example.org", "tablet")
    try await introduce(tablet, to: alice)
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    #expect(throws: BackupError.deviceIDTaken) { _ = try restore(backup, "restored", id: tablet.id) }
    #expect(try files().filter { $0.hasPrefix("restored") }.isEmpty)
    let id = try #require(DeviceID(12345))
    #expect(try restore(backup, "restored", id: id).id == id)
  }

  // MARK: - What is refused, with nothing left behind

  @Test("A backup that was cut or altered makes no file")
  func damaged() async throws {
    let alice = try create("alice@example.org", "alice")
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    let before = try files()
    func refuse(_ file: [UInt8], _ expected: BackupError, _ comment: Comment) throws {
      #expect(throws: expected, comment) { _ = try restore(file, "restored") }
      #expect(try files() == before, comment)
    }
    try refuse([], .notABackup, "nothing")
    try refuse(Array("<message/>".utf8), .notABackup, "something else")
    for count in [9, 10, 11, 34, 35, 74, 75, 100, backup.count - 1] {
      try refuse(
        Array(backup.prefix(count)), count < 10 ? .notABackup : .damagedOrWrongPassphrase, "cut to \(count) bytes")
    }
    // Salt, passes, memory, nonce, body, tag.
    for place in [12, 30, 33, 40, 70, 100, backup.count - 1] {
      var changed = backup
      changed[place] ^= 1
      try refuse(changed, .damagedOrWrongPassphrase, "byte \(place)")
    }
    var later = backup
    later[10] = 2
    try refuse(later, .newerVersion, "version 2")
    let padding = [UInt8](repeating: 0, count: Device.maximumBackupByteCount + 1 - backup.count)
    try refuse(backup + padding, .damagedOrWrongPassphrase, "above 16 MiB")
  }

  @Test("Another passphrase makes no file, and none at all is not taken")
  func passphrases() async throws {
    let alice = try create("alice@example.org", "alice")
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    let before = try files()
    for other in ["", "correct horse battery stapler"] {
      #expect(throws: BackupError.damagedOrWrongPassphrase) {
        _ = try Device(
          restoring: backup, passphrase: Self.passphrase(other), to: folder.path("restored"),
          key: .file(path: folder.path("restored.key")), now: TestDevice.now)
      }
    }
    #expect(try files() == before)
    await #expect(throws: BackupError.emptyPassphrase) {
      _ = try await alice.exportBackup(passphrase: Self.passphrase(""))
    }
  }

  @Test("A store, or a key file, that is there already is not touched")
  func existing() async throws {
    let alice = try create("alice@example.org", "alice")
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    let before = try files()
    let bytes = try ["alice", "alice.key"].map { try Data(contentsOf: URL(filePath: folder.path($0))) }
    #expect(throws: BackupError.store(.exists)) { _ = try restore(backup, "alice") }
    #expect(throws: BackupError.store(.exists)) {
      _ = try Device(
        restoring: backup, passphrase: Self.passphrase(), to: folder.path("alice"),
        key: .file(path: folder.path("new.key")), now: TestDevice.now)
    }
    #expect(throws: BackupError.keyFile(.exists)) {
      _ = try Device(
        restoring: backup, passphrase: Self.passphrase(), to: folder.path("restored"),
        key: .file(path: folder.path("alice.key")), now: TestDevice.now)
    }
    #expect(try files() == before)
    #expect(try ["alice", "alice.key"].map { try Data(contentsOf: URL(filePath: folder.path($0))) } == bytes)
  }

  @Test("When the store cannot be made, its key file goes, too")
  func storeNotMade() async throws {
    let alice = try create("alice@example.org", "alice")
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    let before = try files()
    #expect(throws: BackupError.self) {
      _ = try Device(
        restoring: backup, passphrase: Self.passphrase(), to: folder.path("no folder/restored"),
        key: .file(path: folder.path("restored.key")), now: TestDevice.now)
    }
    #expect(throws: BackupError.keyFile(.inaccessible)) {
      _ = try Device(
        restoring: backup, passphrase: Self.passphrase(), to: folder.path("restored"),
        key: .file(path: folder.path("no folder/restored.key")), now: TestDevice.now)
    }
    #expect(try files() == before)
  }

  @Test("When the store cannot be filled, it goes with its key file", arguments: [
    "prekey ids at their end", "a device twice", "a token twice",
  ])
  func storeNotFilled(why: String) async throws {
    let (alice, bob) = try await acquaintedPair()
    _ = try await alice.setPushEndpoint(Self.endpoint, now: TestDevice.now)
    _ = try await alice.addTokens(TestDevice.tokens(1), now: TestDevice.now)
    _ = try await alice.encrypt("a token follows", to: bob.jid, now: TestDevice.now)
    var backup = try store("alice").transaction { try $0.backup() }
    switch why {
    case "prekey ids at their end": backup.nextPreKeyID = 1 << 31 - 10
    case "a device twice": backup.devices += backup.devices
    default: backup.givenTokens += backup.givenTokens
    }
    let file = try backup.sealed(passphrase: Self.passphrase(), cost: .interactive)
    let before = try files()
    #expect(throws: BackupError.damagedOrWrongPassphrase) { _ = try restore(file, "restored") }
    #expect(try files() == before)
  }

  @Test("A store under a passphrase is made from a backup, too, and removed without a key file")
  func passphraseStore() async throws {
    let alice = try create("alice@example.org", "alice")
    let backup = try await alice.exportBackup(passphrase: Self.passphrase())
    let restored = try Device(
      restoring: backup, passphrase: Self.passphrase(), to: folder.path("restored"),
      key: .passphrase(Self.passphrase("another one")), now: TestDevice.now)
    #expect(restored.fingerprint == alice.fingerprint)
    #expect(try files().contains("restored.key") == false)
    _ = try Device(opening: folder.path("restored"), key: .passphrase(Self.passphrase("another one")))
  }
}
