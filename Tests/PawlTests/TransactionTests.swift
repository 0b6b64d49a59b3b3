import GRDB
import Pawl
import Testing

@Suite("The app's own rows, and batches")
struct TransactionTests {
  private struct AppError: Error {}

  /// Alice, Bob, and a table of the app's in Bob's store.
  private func pairWithTable() async throws -> (alice: TestDevice, bob: TestDevice) {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await bob.device.receive(alice.send("first", to: bob), now: TestDevice.now) { database, _ in
      try database.execute(sql: "CREATE TABLE app_messages (text TEXT NOT NULL)")
    }
    return (alice, bob)
  }

  @Sendable private static func write(_ database: AppDatabase, _ received: ReceivedStanza) throws {
    try database.execute(sql: "INSERT INTO app_messages VALUES (?)", arguments: [received.text])
  }

  private func texts(_ device: TestDevice) throws -> [String] {
    try DatabaseQueue(path: device.folder.path("store")).read {
      try String.fetchAll($0, sql: "SELECT text FROM app_messages ORDER BY rowid")
    }
  }

  @Test("The app's row and the ratchet are committed together")
  func together() async throws {
    let (alice, bob) = try await pairWithTable()
    let stanza = try await alice.send("second", to: bob)
    _ = try await bob.device.receive(stanza, now: TestDevice.now, writing: Self.write)
    #expect(try texts(bob) == ["second"])
    await #expect(throws: ReceiveError.duplicate) {
      _ = try await bob.device.receive(stanza, now: TestDevice.now, writing: Self.write)
    }
    #expect(try texts(bob) == ["second"])
  }

  @Test("When the app's part fails, the message can be received again")
  func appFails() async throws {
    let (alice, bob) = try await pairWithTable()
    let stanza = try await alice.send("second", to: bob)
    let before = try bob.bytes()
    await #expect(throws: AppError.self) {
      _ = try await bob.device.receive(stanza, now: TestDevice.now) { database, received in
        try Self.write(database, received)
        throw AppError()
      }
    }
    #expect(try bob.bytes() == before)
    #expect(try await bob.read(stanza) == "second")
  }

  @Test("A statement of the app's that fails is the app's error, not a damaged store")
  func appStatementFails() async throws {
    let (alice, bob) = try await pairWithTable()
    let stanza = try await alice.send("second", to: bob)
    let fail: @Sendable (AppDatabase, ReceivedStanza) throws -> Void = { database, _ in
      try database.execute(sql: "INSERT INTO nowhere VALUES (1)")
    }
    await #expect(throws: DatabaseError.self) {
      _ = try await bob.device.receive(stanza, now: TestDevice.now, writing: fail)
    }
    await #expect(throws: DatabaseError.self) {
      _ = try await bob.device.receive([stanza], now: TestDevice.now, writing: fail)
    }
    await #expect(throws: DatabaseError.self) {
      _ = try await bob.device.encrypt("out", to: alice.jid, now: TestDevice.now) { database, _ in
        try database.execute(sql: "INSERT INTO nowhere VALUES (1)")
      }
    }
    #expect(try await bob.read(stanza) == "second")
  }

  @Test("What is interrupted before the app's part is suspended, not damaged")
  func interrupted() async throws {
    let (alice, bob) = try await pairWithTable()
    let stanza = try await alice.send("second", to: bob)
    _ = try await bob.device.receive(alice.send("last", to: bob), now: TestDevice.now) { database, _ in
      database.add(
        function: DatabaseFunction("interrupted", argumentCount: 0) { _ in
          throw DatabaseError(resultCode: .SQLITE_INTERRUPT)
        })
      try database.execute(
        sql: "CREATE TEMP TRIGGER interruption BEFORE UPDATE ON sessions BEGIN SELECT interrupted(); END")
    }
    await #expect(throws: ReceiveError.store(.suspended)) {
      _ = try await bob.device.receive(stanza, now: TestDevice.now, writing: Self.write)
    }
    await #expect(throws: SendError.store(.suspended)) {
      _ = try await bob.device.encrypt("out", to: alice.jid, now: TestDevice.now) { _, _ in }
    }
    #expect(try texts(bob).isEmpty)
    #expect(try await bob.reopened().receive(stanza, now: TestDevice.now).text == "second")
  }

  @Test("An outbox of the app's is filled in the transaction that encrypts")
  func outbox() async throws {
    let (alice, bob) = try await pairWithTable()
    let sent = try await bob.device.encrypt("out", to: alice.jid, now: TestDevice.now) { database, sent in
      try database.execute(sql: "INSERT INTO app_messages VALUES (?)", arguments: [sent.stanza])
    }
    #expect(try texts(bob) == [sent.stanza])
    await #expect(throws: AppError.self) {
      _ = try await bob.device.encrypt("out", to: alice.jid, now: TestDevice.now) { _, _ in throw AppError() }
    }
    #expect(try await alice.read(sent.stanza) == "out")
  }

  @Test("In a batch a bad stanza harms none of the others, wherever it stands")
  func batch() async throws {
    let (alice, bob) = try await pairWithTable()
    let mallory = try TestDevice("mallory@example.com", id: 9)
    try await mallory.meet(bob)
    var stanzas: [String] = []
    for number in 0..<10 { stanzas.append(try await alice.send("\(number)", to: bob)) }
    let broken = try Forging.changing(Forging.key(in: .omemo2), of: stanzas[3]) { $0[$0.count - 1] ^= 1 }
    let relayed = try await mallory.send("not mine", to: bob).replacing("mallory@example.com", with: "eve@example.com")
    stanzas.insert(contentsOf: ["", broken, relayed, stanzas[0]], at: 5)
    let results = try await bob.device.receive(stanzas, now: TestDevice.now, writing: Self.write)
    #expect(results.map { try? $0.get().text } == ["0", "1", "2", "3", "4", nil, nil, nil, nil, "5", "6", "7", "8", "9"])
    let errors = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
    #expect(errors.count == 4 && errors[0] == .malformed && errors[1] == .duplicate && errors[2] == .wrongSender)
    #expect(errors[3] == .duplicate)
    #expect(try texts(bob) == (0..<10).map(String.init))
    // What the refused key exchange had written before it was refused is undone: no session, no device of Eve's.
    #expect(try await bob.device.devices(of: "eve@example.com").isEmpty)
    #expect(try await bob.device.sessions().allSatisfy { $0.jid == alice.jid })
  }

  @Test("A batch whose app part fails leaves nothing behind")
  func batchFails() async throws {
    let (alice, bob) = try await pairWithTable()
    let stanzas = [try await alice.send("a", to: bob), try await alice.send("b", to: bob)]
    let before = try bob.bytes()
    await #expect(throws: AppError.self) {
      _ = try await bob.device.receive(stanzas, now: TestDevice.now) { database, received in
        try Self.write(database, received)
        if received.text == "b" { throw AppError() }
      }
    }
    #expect(try bob.bytes() == before)
    let results = try await bob.device.receive(stanzas, now: TestDevice.now)
    #expect(results.map { try? $0.get().text } == ["a", "b"])
  }
}
