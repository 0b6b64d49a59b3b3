import GRDB
import OMEMO
import Primitives
import PushTokens
import Storage
import TestSupport
import Testing
import XML

/// What strangers have made known here must not keep a backup from being made.
@Suite("A backup that has no room for all")
struct BackupRoomTests {
  let folder: TemporaryFolder
  let store: Store
  let alice: JID
  let bob: JID

  /// Devices by what is known of them, what is worth most first.
  private enum Known: UInt32, CaseIterable {
    case own = 61
    case givenUp = 52
    case distrusted = 53
    case verified = 54
    case distrustedAtKeyAddress = 45
    case vouched = 36
    case listed = 37
    case former = 28
  }

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(creating: folder.path("store"), key: .file(path: folder.path("store.key")))
    alice = try JID("alice@example.org")
    bob = try JID("bob@example.net")
    try store.transaction { transaction in
      try transaction.create(
        Account(jid: alice, deviceID: try #require(DeviceID(7)), identity: try IdentityKeyPair.generate()))
      for known in Known.allCases { try fill(known, transaction) }
    }
  }

  private func fill(_ known: Known, _ transaction: borrowing Transaction) throws {
    let id = try #require(DeviceID(known.rawValue))
    let jid =
      switch known {
      case .own: alice
      // A key: the base point's.
      case .distrustedAtKeyAddress: try JID("58" + String(repeating: "66", count: 31) + "@example.net")
      default: bob
      }
    _ = try transaction.bind(.curve25519(X25519PrivateKey().publicKey), to: id, of: jid)
    switch known {
    case .own, .former: break
    case .givenUp: try transaction.forgetIdentity(of: id, jid)
    case .distrusted, .distrustedAtKeyAddress: try transaction.set(.distrusted, id, of: jid, decidedAt: 1)
    case .verified: try transaction.set(.verified, id, of: jid, decidedAt: 1)
    case .vouched: try transaction.set(vouched: true, id, of: jid)
    case .listed:
      try transaction.replaceDeviceList(of: jid, with: DeviceList(namespace: .omemo2, entries: [.init(id: id)]))
    }
  }

  private func known(in backup: Backup) -> Set<Known> {
    Set(backup.devices.compactMap { Known(rawValue: $0.id.value) })
  }

  @Test("Left out are former devices first, then those on a list; what somebody decided is left out last")
  func worth() throws {
    for (limit, kept) in [
      (0, []), (4, [.own, .givenUp, .distrusted, .verified]),
      (5, [.own, .givenUp, .distrusted, .verified, .distrustedAtKeyAddress]),
      (7, [.own, .givenUp, .distrusted, .verified, .distrustedAtKeyAddress, .vouched, .listed]),
      (8, Set(Known.allCases)), (9, Set(Known.allCases)),
    ] as [(Int, Set<Known>)] {
      let backup = try store.transaction { try $0.backup(deviceLimit: limit, byteLimit: 1 << 20) }
      #expect(known(in: backup) == kept && backup.devices.count == kept.count)
    }
  }

  @Test("It never has more bytes than it may, and the tokens that others sent are left out before any key")
  func bytes() throws {
    let now = DateTime(secondsSinceEpoch: 1_795_392_000)
    let endpoint = try PushEndpoint("https://push.example/api/v1/messages/")
    let full = try store.transaction { transaction in
      try transaction.save(
        HeldToken(
          token: .mint(), contact: bob, device: Known.former.rawValue, endpoint: endpoint, received: now, expires: nil,
          state: .unused))
      return try transaction.backup()
    }
    #expect(full.devices.count == Known.allCases.count && full.heldTokens.count == 1)
    let most = try full.body().count
    let oneLess = try store.transaction { try $0.backup(deviceLimit: 100, byteLimit: most - 1) }
    #expect(known(in: oneLess) == Set(Known.allCases) && oneLess.heldTokens.isEmpty)
    var left: Set<Known> = []
    // A body that has nothing more to leave out takes some hundred bytes.
    for limit in stride(from: most, through: 150, by: -7) {
      let backup = try store.transaction { try $0.backup(deviceLimit: 100, byteLimit: limit) }
      let count = try backup.body().count
      #expect(count <= limit)
      #expect(backup.heldTokens.isEmpty == (limit < most))
      left = known(in: backup)
    }
    #expect(left.isEmpty)
  }

  @Test("More devices than a file takes leave it with all that were decided on")
  func crowded() throws {
    let backup = try store.transaction { transaction in
      try transaction.database.execute(
        sql: """
          WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n <= ?)
          INSERT INTO devices (jid, device_id, identity_key, trust)
          SELECT 'aaa@stranger.example', n + 100, randomblob(32), 'trusted' FROM number
          """, arguments: [BackupLimits.devices])
      return try transaction.backup()
    }
    #expect(backup.devices.count == BackupLimits.devices)
    #expect(known(in: backup).isSuperset(of: [.own, .givenUp, .distrusted, .verified]))
    let count = try backup.body().count
    #expect(count < BackupLimits.fileBytes)
  }
}
