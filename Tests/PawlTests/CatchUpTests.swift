import GRDB
import Pawl
import Testing

@Suite("Catching up from an archive")
struct CatchUpTests {
  /// Bob's bundle with one prekey left in it, as two senders may both get it.
  private func sharedBundle(of bob: TestDevice) async throws -> String {
    let bundle = try await bob.device.bundle()
    let end = try #require(bundle.range(of: "</pk>"))
    return bundle[..<end.upperBound] + "</prekeys></bundle>"
  }

  @Test("Two senders took the same prekey while we were away: both are read, and answered at the end")
  func sharedPreKey() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let carol = try TestDevice("carol@example.com", id: 3)
    try await carol.meet(bob)
    let bundle = try await sharedBundle(of: bob)
    for sender in [alice, carol] { try await sender.device.importBundle(bundle, of: bob.jid, device: bob.device.id) }
    let stanzas = [try await alice.send("from alice", to: bob), try await carol.send("from carol", to: bob)]

    try await bob.device.beginCatchUp()
    var used: [UInt32] = []
    for stanza in stanzas {
      let received = try await bob.receive(stanza)
      #expect(received.text?.hasPrefix("from ") == true && received.answers.isEmpty)
      #expect(!received.actions.contains(.publishBundle(.omemo2)))
      guard case .bundle(let parts) = try Inspection(await bob.device.bundle()) else { return }
      used.append(try #require(parts.preKeyIDs.first))
      #expect(parts.preKeyIDs.count == 99)
    }
    let actions = try await bob.device.endCatchUp(now: TestDevice.now)
    #expect(actions.first == .publishBundle(.omemo2))
    let answers = actions.compactMap { if case .send(let stanza) = $0 { stanza } else { nil } }
    #expect(actions.count == 3 && answers.count == 2)
    guard case .bundle(let after) = try Inspection(await bob.device.bundle()) else { return }
    #expect(after.preKeyIDs.count == 100 && Set(used).isSubset(of: Set(after.preKeyIDs)))
    #expect(try await bob.device.endCatchUp(now: TestDevice.now).isEmpty)

    for (sender, answer) in zip([alice, carol], answers) {
      #expect(try await sender.receive(answer).text == nil)
      #expect(try await !sender.send("next", to: bob).contains("kex='true'"))
    }
  }

  @Test("C9 replay with a held prekey: a replayed key exchange is refused while the prekey is kept, and after it is gone")
  func replay() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let stanza = try await alice.send("once", to: bob)
    try await bob.device.beginCatchUp()
    #expect(try await bob.read(stanza) == "once")
    await #expect(throws: ReceiveError.duplicate) { _ = try await bob.receive(stanza) }
    // The session is given up, and the prekey is still there: only the record of the exchange keeps the copy out.
    try await bob.device.forgetKey(of: alice.jid, device: alice.device.id)
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.unknownPreKey) { _ = try await bob.receive(stanza) }
    #expect(try bob.bytes() == before)
    _ = try await bob.device.endCatchUp(now: TestDevice.now)
    await #expect(throws: ReceiveError.unknownPreKey) { _ = try await bob.receive(stanza) }
  }

  @Test("A process that only decrypts keeps the prekey that it used, refuses a copy, and leaves the rest to the app")
  func decryptsOnly() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let carol = try TestDevice("carol@example.com", id: 3)
    try await carol.meet(bob)
    _ = try await bob.device.maintain(now: TestDevice.now)
    let bundle = try await sharedBundle(of: bob)
    for sender in [alice, carol] { try await sender.device.importBundle(bundle, of: bob.jid, device: bob.device.id) }
    let (first, second) = (try await alice.send("from alice", to: bob), try await carol.send("from carol", to: bob))

    let reader = try bob.reopened(decryptsOnly: true)
    let received = try await reader.receive(first, now: TestDevice.now)
    #expect(received.text == "from alice" && received.actions.isEmpty)
    await #expect(throws: ReceiveError.duplicate) { _ = try await reader.receive(first, now: TestDevice.now) }
    #expect(try await reader.receive(second, now: TestDevice.now).text == "from carol")
    // The session is given up, and the prekey is still there: only the record of the exchange keeps the copy out.
    try await reader.forgetKey(of: carol.jid, device: carol.device.id)
    await #expect(throws: ReceiveError.unknownPreKey) { _ = try await reader.receive(second, now: TestDevice.now) }
    #expect(try await reader.maintain(now: TestDevice.now).isEmpty)

    let actions = try await bob.device.maintain(now: TestDevice.now)
    #expect(actions.count == 2 && actions.first == .publishBundle(.omemo2))
    guard case .bundle(let parts) = try Inspection(await bob.device.bundle()) else { return }
    #expect(parts.preKeyIDs.count == 100)
    #expect(try await alice.receive(#require(actions.stanzas.first)).text == nil)
    #expect(try await !alice.send("next", to: bob).contains("kex='true'"))

    #expect(try usedPreKeyCount(of: bob) == 1)
    #expect(try await bob.device.endCatchUp(now: TestDevice.now) == [.publishBundle(.omemo2)])
    #expect(try usedPreKeyCount(of: bob) == 0)
    await #expect(throws: ReceiveError.unknownPreKey) { _ = try await bob.receive(second) }
  }

  private func usedPreKeyCount(of device: TestDevice) throws -> Int {
    try DatabaseQueue(path: device.folder.path("store")).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM one_time_prekeys WHERE is_used") ?? 0
    }
  }

  @Test("A process that ends in the middle goes on catching up when it is started again")
  func interrupted() async throws {
    let (alice, bob) = try await TestDevice.pair()
    try await bob.device.beginCatchUp()
    _ = try await bob.receive(alice.send("hello", to: bob))
    let reopened = try bob.reopened()
    #expect(try await reopened.maintain(now: TestDevice.now).allSatisfy { if case .send = $0 { false } else { true } })
    let actions = try await reopened.endCatchUp(now: TestDevice.now)
    #expect(actions.count == 2)
    let answer = actions.compactMap { if case .send(let stanza) = $0 { stanza } else { nil } }.first
    #expect(try await alice.receive(try #require(answer)).text == nil)
  }

  @Test("Whoever writes to a peer in the meantime owes him no empty message")
  func answeredByText() async throws {
    let (alice, bob) = try await TestDevice.pair()
    try await bob.device.beginCatchUp()
    _ = try await bob.receive(alice.send("hello", to: bob))
    #expect(try await alice.read(bob.send("hello yourself", to: alice)) == "hello yourself")
    #expect(try await bob.device.endCatchUp(now: TestDevice.now) == [.publishBundle(.omemo2)])
  }
}
