import Foundation
import OMEMO
import Pawl
import Primitives
import Storage
import XML

/// `stanza`: a whole `<message/>`, given to a device with a store of its own that holds the case's keys.
enum StanzaVectors: VectorOperation {
  /// 2026-11-23; nothing in the vectors depends on the time.
  private static let now: Int64 = 1_795_392_000

  static func output(for input: VectorValue, in profile: Profile) async throws -> [String: VectorValue] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pawl-vectors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appending(path: "store").path(percentEncoded: false)
    try create(store, try input.field("device"), profile)
    let stanza = try input.text("stanza")
    let device = try Device(opening: store, key: .file(path: store + ".key"))
    let received = try await device.receive(stanza, now: now)
    guard received.sender.namespace == profile.namespace else { throw VectorError.malformed("another version") }
    return [
      "sender": .fields([
        "jid": .text(received.sender.jid), "device_id": .number(Int64(received.sender.device.value)),
        "identity_key": try identityKey(in: stanza, received.sender, profile),
        "fingerprint": .text(received.sender.fingerprint.hex),
      ]),
      "text": received.text.map { .text($0) } ?? .null,
    ]
  }

  private static func create(_ path: String, _ device: VectorValue, _ profile: Profile) throws {
    guard let id = DeviceID(try device.id("device_id")) else { throw VectorError.malformed("device_id") }
    let store = try Store(creating: path, key: .file(path: path + ".key"))
    let account = Account(jid: try JID(device.text("jid")), deviceID: id, identity: try device.field("identity").identity())
    try store.transaction { transaction in
      try transaction.create(account)
      for preKey in try device.list("signed_prekeys") {
        try transaction.addSigned(preKey.privateKey("private"), id: preKey.id("id"), now: now)
      }
      for preKey in try device.list("prekeys") {
        try transaction.add(preKey.privateKey("private"), id: preKey.id("id"), for: profile.namespace)
      }
    }
  }

  /// The key exchange carries it; the device shows its fingerprint only.
  private static func identityKey(in stanza: String, _ sender: Sender, _ profile: Profile) throws -> VectorValue {
    let message = try EncryptedMessage(Element.parse(Array(stanza.utf8)))
    let keys = message.encrypted.filter { $0.namespace == profile.namespace }.flatMap(\.keys).flatMap(\.keys)
    for key in keys where key.isKeyExchange {
      guard let exchange = try? KeyExchange(key.bytes, in: profile).id,
        Fingerprint(try exchange.identityKey.agreementKey()) == sender.fingerprint
      else { continue }
      return try .wire(exchange.identityKey, in: profile)
    }
    throw VectorError.malformed("no key exchange")
  }
}

extension ReceivedStanza {
  fileprivate var text: String? {
    for case .message(let message) in events { return message.text }
    return nil
  }
}
