import GRDB
import OMEMO
import Primitives
import Storage
import TestSupport
import Testing
import XML

@Suite("Rows of devices")
struct DeviceRowTests {
  let folder: TemporaryFolder
  let store: Store
  let bob: JID
  let id: DeviceID

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(creating: folder.path("store"), key: .file(path: folder.path("store.key")))
    bob = try JID("bob@example.net")
    id = try #require(DeviceID(5))
    try store.transaction { transaction in
      try transaction.create(
        Account(
          jid: try JID("alice@example.org"), deviceID: try #require(DeviceID(7)), identity: try IdentityKeyPair.generate()))
      _ = try transaction.bind(.curve25519(X25519PrivateKey().publicKey), to: id, of: bob)
    }
  }

  @Test("A number that is no device id is damage, and ends nothing", arguments: [-1, 0, 1 << 31, 1 << 32, .min] as [Int64])
  func numbers(number: Int64) throws {
    try DatabaseQueue(path: folder.path("store")).write {
      try $0.execute(sql: "UPDATE devices SET device_id = ?; UPDATE account SET device_id = ?", arguments: [number, number])
    }
    #expect(throws: StorageError.corrupt) { _ = try store.transaction { try $0.devices(of: bob) } }
    #expect(throws: StorageError.corrupt) { _ = try store.transaction { try $0.account() } }
  }

  @Test("A backup does not make a decision of what a statement vouched for")
  func vouched() throws {
    let backup = try store.transaction { transaction in
      try transaction.set(vouched: true, id, of: bob)
      return try transaction.backup()
    }
    #expect(backup.devices.map(\.trust) == [.undecided])
    let restored = try Store(creating: folder.path("restored"), key: .file(path: folder.path("restored.key")))
    let device = try restored.transaction { transaction in
      try transaction.restore(backup, as: try #require(DeviceID(8)), now: 1)
      return try transaction.device(id, of: bob)
    }
    #expect(device?.trust == .undecided && device?.decidedAt == nil && device?.isVouched == false)
  }
}
