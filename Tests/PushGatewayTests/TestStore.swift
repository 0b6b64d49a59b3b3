import Foundation
import PostgreSQL
import PushTokens
import TestSupport
import Testing

@testable import PushGateway

/// The databases that every test of the store runs on.
enum TestDatabase: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case sqlite
  case postgreSQL

  var testDescription: String { rawValue }
}

/// A database that is empty, for one test.
final class TestStore: Sendable {
  let store: GatewayStore
  let url: String
  private let folder: TemporaryFolder

  init(_ kind: TestDatabase) async throws {
    folder = try TemporaryFolder()
    switch kind {
    case .sqlite: url = "sqlite:" + folder.path("gateway.sqlite")
    case .postgreSQL:
      let schema = "test" + UUID().uuidString.lowercased().replacing("-", with: "")
      let cluster = try PostgreSQLCluster.shared.get()
      let connection = try PostgreSQLConnection(url: cluster.url)
      try connection.execute(script: "CREATE SCHEMA \(schema)")
      url = cluster.url(schema: schema)
    }
    store = try await GatewayStore(url: url)
  }

  deinit {
    Task { [store] in await store.close() }
  }

  /// An account with one device and tokens for it.
  func device(
    _ kind: DeviceKind = .apns, registration: String = String(repeating: "ab", count: 32), tokens: Int = 1,
    now: Int64 = 0
  ) async throws -> TestDevice {
    let account = Account(id: UUID().uuidString, username: UUID().uuidString, email: nil)
    let password = PasswordRecord(salt: [1], cost: .init(passes: 1, kibibytes: 8), key: [1])
    #expect(try await store.create(account, password, now: now) == .created)
    let keys = kind == .webpush ? WebPushKeys(publicKey: [4], secret: [1]) : nil
    let device = try await store.save(
      PushDevice(
        id: UUID().uuidString, kind: kind, registration: registration, keys: keys, name: nil, deviceID: nil,
        isActive: true, createdAt: now, registeredAt: now, deadAt: nil), of: account.id)
    var texts: [String] = []
    for _ in 0..<tokens {
      let text = PushToken.mint().text
      let token = StoredToken(
        hash: GatewayStore.hash(text), device: try #require(device).id, kind: kind, name: nil,
        expiresAt: now + GatewayLimits.tokenLifetime)
      #expect(try await store.add(token, of: account.id, now: now) == .added)
      texts.append(text)
    }
    return TestDevice(account: account, device: try #require(device), tokens: texts)
  }
}

extension GatewayStore {
  /// Claims pushes to devices of every kind.
  func claim(room: Int, from start: Int64 = 0, now: Int64) async throws -> [QueuedPush] {
    try await claim(room: room, from: start, kinds: Set(DeviceKind.allCases), now: now)
  }
}

struct TestDevice: Sendable {
  let account: Account
  let device: PushDevice
  let tokens: [String]
}
