import Foundation
import OMEMO
import Pawl
import PushTokens
import Storage
import TestSupport

/// A device whose store lies in a folder of its own, and is removed with it.
final class TestDevice: Sendable {
  let device: Device
  let folder: TemporaryFolder
  /// The time that tests tell devices: 2026-11-23.
  static let now: Int64 = 1_795_392_000

  init(_ jid: String, id: UInt32? = nil) throws {
    folder = try TemporaryFolder()
    let store = folder.path("store")
    device = try Device(
      creating: store, key: .file(path: store + ".key"), jid: jid, id: id.flatMap { DeviceID($0) }, now: Self.now)
  }

  /// A device whose key is its address.
  init(keyAddressAt host: String, id: UInt32) throws {
    folder = try TemporaryFolder()
    let store = folder.path("store")
    device = try Device(
      creating: store, key: .file(path: store + ".key"), keyAddressAt: host, id: DeviceID(id), now: Self.now)
  }

  /// The same person's at another host.
  init(sharingIdentityOf other: TestDevice, at host: String, id: UInt32) throws {
    folder = try TemporaryFolder()
    let store = folder.path("store")
    device = try Device(
      creating: store, key: .file(path: store + ".key"), sharingIdentityOf: other.device, keyAddressAt: host,
      id: DeviceID(id), now: Self.now)
  }

  var jid: String {
    device.jid
  }

  /// Another process's view of the same store.
  func reopened(mirror: (any GenerationMirror)? = nil, decryptsOnly: Bool = false) throws -> Device {
    let store = folder.path("store")
    return try Device(opening: store, key: .file(path: store + ".key"), mirror: mirror, decryptsOnly: decryptsOnly)
  }

  /// Where this device's bundles are taken over by another, without its list.
  func giveBundle(to other: TestDevice, in namespace: Namespace = .omemo2) async throws {
    try await other.device.importBundle(device.bundle(namespace), of: jid, device: device.id)
  }

  /// This device as others address it.
  var recipient: Recipient {
    Recipient(jid: jid, device: device.id)
  }

  /// Every byte of the store, write-ahead log included.
  func bytes() throws -> [Data] {
    try ["store", "store-wal"].map { name in
      let url = URL(filePath: folder.path(name))
      return FileManager.default.fileExists(atPath: url.path()) ? try Data(contentsOf: url) : Data()
    }
  }

  /// Takes over another account's list, as a server would push it, and the bundles on it.
  func meet(_ others: TestDevice..., in namespace: Namespace = .omemo2) async throws {
    try await meet(others, in: namespace)
  }

  func meet(_ others: [TestDevice], in namespace: Namespace = .omemo2) async throws {
    let name = namespace == .omemo2 ? "devices" : "list"
    let ids = others.map { "<device id='\($0.device.id)'/>" }.joined()
    _ = try await device.importDeviceList("<\(name) xmlns='\(namespace.rawValue)'>\(ids)</\(name)>", of: others[0].jid)
    for other in others where other.device.id != device.id || other.jid != jid {
      try await device.importBundle(other.device.bundle(namespace), of: other.jid, device: other.device.id)
    }
  }

  func send(_ text: String, to other: TestDevice) async throws -> String {
    try await device.encrypt(text, to: other.jid, now: Self.now).stanza
  }

  /// Has a gateway's tokens put into the pool.
  func fillPool(_ count: Int = 20, endpoint: String = TokenTests.endpoint) async throws {
    if try await device.pushEndpoint() != endpoint { _ = try await device.setPushEndpoint(endpoint, now: Self.now) }
    _ = try await device.addTokens(Self.tokens(count), now: Self.now)
  }

  static func tokens(_ count: Int, days: Int64 = 30) throws -> [FetchedToken] {
    try (0..<count).map { _ in try FetchedToken(PushToken.mint().text, expiresAt: now + days * 24 * 3600) }
  }

  /// Writes to another, and returns the messages with tokens that go after the text.
  func tokenStanzas(for other: TestDevice, now: Int64 = now) async throws -> [String] {
    try await device.encrypt("tokens follow", to: other.jid, now: now).actions.stanzas
  }

  /// The first of them, which there must be.
  func firstTokens(for other: TestDevice) async throws -> String {
    guard let stanza = try await tokenStanzas(for: other).first else { throw TokenError.notRegistered }
    return stanza
  }

  func receive(_ stanza: String) async throws(ReceiveError) -> ReceivedStanza {
    try await device.receive(stanza, now: Self.now)
  }

  /// Receives a stanza that must bring a text.
  func read(_ stanza: String) async throws -> String? {
    try await receive(stanza).text
  }

  /// Alice and Bob, who have each other's bundles.
  static func pair(in namespace: Namespace = .omemo2) async throws -> (alice: TestDevice, bob: TestDevice) {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice("bob@example.net", id: 2)
    try await alice.meet(bob, in: namespace)
    try await bob.meet(alice, in: namespace)
    return (alice, bob)
  }

  /// Bob at two hosts, by one key, and Alice, who has the bundles of both; they have hers.
  static func bobAtTwoHosts() async throws -> (alice: TestDevice, bob: TestDevice, other: TestDevice) {
    let bob = try TestDevice(keyAddressAt: "one.test", id: 2)
    let other = try TestDevice(sharingIdentityOf: bob, at: "two.test", id: 3)
    let alice = try TestDevice("alice@example.org", id: 1)
    for device in [bob, other] {
      try await alice.meet(device)
      try await device.meet(alice)
    }
    return (alice, bob, other)
  }

  /// Alice and Bob in the middle of a conversation that both have confirmed.
  static func acquaintedPair(
    in namespace: Namespace = .omemo2
  ) async throws -> (alice: TestDevice, bob: TestDevice) {
    let (alice, bob) = try await pair(in: namespace)
    let received = try await bob.receive(alice.send("hello", to: bob))
    for case .send(let answer) in received.actions { _ = try await alice.receive(answer) }
    _ = try await alice.receive(bob.send("hello yourself", to: alice))
    return (alice, bob)
  }
}

extension ReceivedStanza {
  var text: String? {
    for case .message(let message) in events { return message.text }
    return nil
  }

  var answers: [String] {
    actions.stanzas
  }

  var tokens: TokenPayload? {
    for case .tokens(let payload) in events { return payload }
    return nil
  }
}

extension [Action] {
  var stanzas: [String] {
    compactMap { if case .send(let stanza) = $0 { stanza } else { nil } }
  }

  var revoked: Set<PushToken> {
    var revoked: Set<PushToken> = []
    for case .revokeTokens(let tokens) in self { revoked.formUnion(tokens) }
    return revoked
  }

  var fetched: Int? {
    for case .fetchTokens(let count) in self { return count }
    return nil
  }
}
