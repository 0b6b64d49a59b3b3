import GRDB
import Pawl
import Testing

@Suite("Maintenance")
struct MaintenanceTests {
  private let day: Int64 = 24 * 3600

  private func signedPreKeyID(_ device: TestDevice) async throws -> UInt32 {
    guard case .bundle(let parts) = try Inspection(await device.device.bundle()) else { return 0 }
    #expect(parts.isSignatureValid)
    return parts.signedPreKeyID
  }

  private func rowCount(_ table: String, of device: TestDevice) throws -> Int {
    try DatabaseQueue(path: device.folder.path("store")).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
  }

  @Test("A signed prekey is renewed after a week, and the old one is good for thirty days more")
  func signedPreKey() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let carol = try TestDevice("carol@example.com", id: 3)
    try await carol.meet(bob)
    _ = try await bob.device.maintain(now: TestDevice.now)
    #expect(try await bob.device.maintain(now: TestDevice.now + 7 * day - 1).isEmpty)
    let first = try await signedPreKeyID(bob)
    let actions = try await bob.device.maintain(now: TestDevice.now + 7 * day)
    #expect(Set(actions) == [.publishBundle(.legacy), .publishBundle(.omemo2)])
    #expect(try await signedPreKeyID(bob) != first)

    // Both took the first bundle; one writes within the grace, the other after it.
    _ = try await bob.device.maintain(now: TestDevice.now + 36 * day)
    #expect(try await bob.read(alice.send("in time", to: bob)) == "in time")
    _ = try await bob.device.maintain(now: TestDevice.now + 44 * day)
    let late = try await carol.send("too late", to: bob)
    await #expect(throws: ReceiveError.unknownSignedPreKey) { _ = try await bob.receive(late) }
    #expect(try await bob.device.remedy(for: .unknownSignedPreKey, to: late) == .startSession(carol.recipient, .omemo2))
  }

  @Test("A device that ended before it had new prekeys for those that were hidden gets them")
  func preKeysGone() async throws {
    let bob = try TestDevice("bob@example.net", id: 2)
    _ = try await bob.device.maintain(now: TestDevice.now)
    try change("UPDATE one_time_prekeys SET is_used = 1", in: bob)
    #expect(
      try await Set(bob.device.maintain(now: TestDevice.now)) == [.publishBundle(.legacy), .publishBundle(.omemo2)])
    for namespace in Namespace.allCases {
      guard case .bundle(let parts) = try Inspection(await bob.device.bundle(namespace)) else { return }
      #expect(parts.preKeyIDs.count == 100)
    }
    #expect(try await bob.device.maintain(now: TestDevice.now).isEmpty)
  }

  private func change(_ sql: String, in device: TestDevice) throws {
    try DatabaseQueue(path: device.folder.path("store")).write { try $0.execute(sql: sql) }
  }

  @Test("Old sessions go when nobody has used them for ninety days, a device's last one never")
  func sessions() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.giveBundle(to: bob)
    _ = try await alice.receive(bob.device.repair(alice.jid, device: alice.device.id, now: TestDevice.now))
    #expect(try await bob.device.sessions().count == 2)
    _ = try await bob.device.maintain(now: TestDevice.now + 89 * day)
    #expect(try await bob.device.sessions().count == 2)
    _ = try await bob.device.maintain(now: TestDevice.now + 91 * day)
    #expect(try await bob.device.sessions().count == 1)
    #expect(try await alice.read(bob.send("still there", to: alice)) == "still there")
  }

  @Test("Keys kept for messages that never came go after thirty days")
  func skippedKeys() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let lost = try await alice.send("lost", to: bob)
    _ = try await bob.receive(alice.send("next", to: bob))
    #expect(try rowCount("skipped_keys", of: bob) == 1)
    _ = try await bob.device.maintain(now: TestDevice.now + 31 * day)
    #expect(try rowCount("skipped_keys", of: bob) == 0)
    await #expect(throws: ReceiveError.self) { _ = try await bob.receive(lost) }
  }

  @Test("A server that publishes ever new lists does not fill the disk")
  func listsOfNewDevices() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for round in 0..<20 {
      let ids = (0..<200).map { "<device id='\(100 + round * 200 + $0)'/>" }.joined()
      _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'>\(ids)</devices>", of: bob.jid)
    }
    #expect(try rowCount("devices", of: alice) == 201)
    #expect(try await alice.device.devices(of: bob.jid).first?.trust == .trusted)
  }

  @Test("A server that publishes ever new lists, each with keys, gets no more than 400 kept")
  func keysOfListedDevices() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let bundle = try await bob.device.bundle()
    var refused = 0
    for round in 0..<3 {
      let ids = (0..<200).compactMap { DeviceID(UInt32(1000 + round * 200 + $0)) }
      let devices = ids.map { "<device id='\($0)'/>" }.joined()
      _ = try await alice.device.importDeviceList("<devices xmlns='urn:xmpp:omemo:2'>\(devices)</devices>", of: bob.jid)
      for id in ids {
        do throws(ImportError) {
          try await alice.device.importBundle(bundle, of: bob.jid, device: id)
        } catch .tooMany {
          refused += 1
        }
      }
    }
    #expect(try rowCount("devices WHERE identity_key IS NOT NULL", of: alice) == 400)
    #expect(refused == 201)
  }

  @Test("An account that shows ever new keys is refused at 400 devices")
  func newKeys() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let bundle = try await bob.device.bundle()
    for id in 1000..<1399 as Range<UInt32> {
      try await alice.device.importBundle(bundle, of: bob.jid, device: try #require(DeviceID(id)))
    }
    await #expect(throws: ImportError.tooMany) {
      try await alice.device.importBundle(bundle, of: bob.jid, device: try #require(DeviceID(5000)))
    }
    let mallory = try TestDevice(bob.jid, id: 6000)
    try await mallory.meet(alice)
    let stanza = try await mallory.send("one more", to: alice)
    await #expect(throws: ReceiveError.tooManyDevices) { _ = try await alice.receive(stanza) }
  }
}
