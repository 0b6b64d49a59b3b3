import Foundation
import GRDB
import OMEMO
import Pawl
import Primitives
import Storage
import Testing
import Verification
import XML

extension TestDevice {
  func store() throws -> Store {
    try Store(opening: folder.path("store"), key: .file(path: folder.path("store.key")))
  }

  func identityKey() throws -> Ed25519PublicKey {
    try store().transaction { try $0.account().identity.publicKey }
  }

  func decide(_ trust: Trust, _ other: TestDevice, later seconds: Int64 = 0) async throws -> TrustOutcome {
    try await device.setTrust(
      trust, in: other.device.fingerprint, of: other.jid, device: other.device.id, now: Self.now + seconds)
  }

  func verify(_ other: TestDevice) async throws -> TrustOutcome {
    try await decide(.verified, other)
  }

  func trust(in other: TestDevice) async throws -> Trust? {
    try await device.devices(of: other.jid).first { $0.device == other.device.id }?.trust
  }

  func postponedCount() throws -> Int {
    try store().transaction { transaction in
      try Int.fetchOne(transaction.database, sql: "SELECT count(*) FROM postponed_trust") ?? 0
    }
  }

  /// As after a backup: the devices and their trust are there, and nothing to write to them with.
  func loseSessions() throws {
    try store().transaction { transaction in
      try transaction.database.execute(sql: "DELETE FROM sessions; DELETE FROM bundles")
    }
  }

  /// Takes those stanzas that are for this device.
  func takeAll(_ stanzas: [String]) async throws -> (changes: [TrustChange], answers: [String]) {
    var result: (changes: [TrustChange], answers: [String]) = ([], [])
    for stanza in stanzas {
      do throws(ReceiveError) {
        let received = try await receive(stanza)
        for case .trustChanged(let change) in received.events { result.changes.append(change) }
        result.answers += received.answers
      } catch .notForThisDevice, .ownMessage {
        continue
      } catch {
        throw error
      }
    }
    return result
  }

  func forgedTrust(_ message: TrustMessage, to other: TestDevice, sent: Int64 = now) async throws -> String {
    try await forged([message.element], to: other, sent: sent)
  }

  /// What this device would send if it were made to send this content.
  func forged(_ content: [Element], to other: TestDevice, sent: Int64?) async throws -> String {
    // A session that the other side can open, whichever of the two begins it.
    _ = try await send("hello", to: other)
    let jid = try JID(other.jid)
    let envelope = Envelope(
      content: content, time: sent.map { DateTime(secondsSinceEpoch: $0) }, from: try JID(self.jid), to: jid)
    let payload = try PayloadCipher.seal(SecretBytes(copying: Array(envelope.serialised().utf8)))
    let sealed = try store().transaction { transaction in
      let id = try #require(try transaction.sendingSessionID(with: other.device.id, of: jid, in: .omemo2))
      guard var session = try transaction.session(id) else { throw StorageError.missing }
      let sealed = try session.seal(payload.keyMaterial)
      try transaction.save(session, id, after: .sealed, now: Self.now)
      return sealed
    }
    let key = EncryptedElement.Key(recipient: other.device.id, isKeyExchange: sealed.isKeyExchange, bytes: sealed.bytes)
    let encrypted = EncryptedElement(
      namespace: .omemo2, sender: device.id, keys: [EncryptedElement.Keys(account: jid, keys: [key])],
      payload: payload.payload)
    return try EncryptedMessage(
      from: JID(self.jid), to: jid, id: EncryptedMessage.randomID(), encrypted: [encrypted], isShown: false
    ).element.serialized()
  }
}

extension TrustChange {
  init(_ device: TestDevice, _ trust: Trust, by other: TestDevice?) {
    self.init(
      jid: device.jid, device: device.device.id, fingerprint: device.device.fingerprint, trust: trust,
      saidBy: other?.recipient)
  }
}

extension TrustOutcome {
  var stanzas: [String] { actions.stanzas }
}
