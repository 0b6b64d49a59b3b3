import GRDB
package import OMEMO
package import Primitives
package import X3DH
package import XML

/// A device of a contact, or another of our own.
package struct DeviceRecord: Sendable, Equatable {
  package let jid: JID
  package let id: DeviceID
  /// Whether the account's newest list names it. Nothing is sent to a device that is not listed.
  package var isListed: Bool
  /// Known once a bundle or a key exchange has come.
  package var identityKey: Ed25519PublicKey?
  package var trust: Trust
}

extension Transaction {
  package borrowing func device(_ id: DeviceID, of jid: JID) throws -> DeviceRecord? {
    try row("SELECT * FROM devices WHERE jid = ? AND device_id = ?", [jid.bare.description, id.value])
      .map { try Self.device($0, jid.bare) }
  }

  /// The devices of an account, in the order of their ids.
  package borrowing func devices(of jid: JID) throws -> [DeviceRecord] {
    try rows("SELECT * FROM devices WHERE jid = ? ORDER BY device_id", [jid.bare.description])
      .map { try Self.device($0, jid.bare) }
  }

  /// Takes an account's newest list: devices on it are listed, all others of the account are not.
  package borrowing func replaceDeviceList(of jid: JID, with list: DeviceList) throws {
    try run("UPDATE devices SET is_listed = 0 WHERE jid = ?", [jid.bare.description])
    for entry in list.entries {
      try run(
        """
        INSERT INTO devices (jid, device_id, is_listed, trust, label, label_signature) VALUES (?, ?, 1, ?, ?, ?)
        ON CONFLICT DO UPDATE SET is_listed = 1, label = excluded.label, label_signature = excluded.label_signature
        """,
        [
          jid.bare.description, entry.id.value, Trust.undecided.rawValue, entry.label, entry.labelSignature,
        ])
    }
  }

  /// The list of an account as last seen.
  package borrowing func deviceList(of jid: JID) throws -> DeviceList {
    let rows = try rows(
      "SELECT * FROM devices WHERE jid = ? AND is_listed = 1 ORDER BY device_id", [jid.bare.description])
    return DeviceList(
      entries: try rows.map { row in
        guard let id = DeviceID(row["device_id"] as UInt32) else { throw StorageError.corrupt }
        return DeviceList.Entry(id: id, label: row["label"], labelSignature: row["label_signature"])
      })
  }

  /// Notes the identity key of a device for the first time. Trust is blind before anything of the account was verified.
  ///
  /// - Returns: `false`, with nothing changed, when the device is known under another key: a changed key never takes over
  ///   the device's place or its trust.
  package borrowing func bind(_ key: Ed25519PublicKey, to id: DeviceID, of jid: JID) throws -> Bool {
    let known = try device(id, of: jid)
    if let bound = known?.identityKey { return bound == key }
    let verified = try row(
      "SELECT 1 FROM devices WHERE jid = ? AND trust = ?", [jid.bare.description, Trust.verified.rawValue])
    let trust = Trust.ofNewKey(accountHasVerifiedDevice: verified != nil)
    try run(
      """
      INSERT INTO devices (jid, device_id, is_listed, identity_key, trust) VALUES (?, ?, 0, ?, ?)
      ON CONFLICT DO UPDATE SET identity_key = excluded.identity_key, trust = excluded.trust
      """,
      [jid.bare.description, id.value, key.encoded.blob, trust.rawValue])
    return true
  }

  /// Keeps a bundle for the session that will be begun from it.
  package borrowing func keep(_ bundle: VerifiedBundle, of id: DeviceID, _ jid: JID) throws {
    try run(
      "INSERT OR REPLACE INTO bundles VALUES (?, ?, ?)",
      [jid.bare.description, id.value, try bundle.bundle.element.serialized()])
  }

  /// Takes the bundle kept for a device. It is gone then: a second session needs a bundle fetched anew, with a prekey
  /// that is still there.
  package borrowing func takeBundle(of id: DeviceID, _ jid: JID) throws -> PreKeyBundle? {
    let row = try row(
      "DELETE FROM bundles WHERE jid = ? AND device_id = ? RETURNING xml", [jid.bare.description, id.value])
    return try row.map { try PreKeyBundle(Element.parse(Array(($0["xml"] as String).utf8))) }
  }

  private static func device(_ row: Row, _ jid: JID) throws -> DeviceRecord {
    guard let id = DeviceID(row["device_id"] as UInt32), let trust = Trust(rawValue: row["trust"]) else {
      throw StorageError.corrupt
    }
    return DeviceRecord(
      jid: jid, id: id, isListed: row["is_listed"],
      identityKey: try row.bytesIfAny("identity_key").map { try Ed25519PublicKey(stored: $0) }, trust: trust)
  }
}
