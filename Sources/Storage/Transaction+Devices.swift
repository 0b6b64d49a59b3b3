import GRDB
package import OMEMO
package import Primitives
package import XML

/// A device of a contact, or another of our own.
package struct DeviceRecord: Sendable, Equatable {
  package let jid: JID
  package let id: DeviceID
  /// In which versions the account's newest lists name it. Nothing is sent to a device that is on no list.
  package var listings: Set<Namespace>
  /// Known once a bundle or a key exchange has come. The same in both versions.
  package var identityKey: X25519PublicKey?
  package var trust: Trust
  /// Whether push tokens may go to it over the legacy wire: it is known not to show them as a text.
  package var understandsTokens: Bool
}

extension Transaction {
  package borrowing func device(_ id: DeviceID, of jid: JID) throws -> DeviceRecord? {
    try row(Self.deviceQuery + " AND device_id = ?", [jid.bare.description, id.value]).map { try Self.device($0, jid.bare) }
  }

  /// The devices of an account, in the order of their ids.
  package borrowing func devices(of jid: JID) throws -> [DeviceRecord] {
    try rows(Self.deviceQuery + " ORDER BY device_id", [jid.bare.description]).map { try Self.device($0, jid.bare) }
  }

  /// Takes an account's newest list: devices on it are listed in its version, all others of the account are not.
  package borrowing func replaceDeviceList(of jid: JID, with list: DeviceList) throws {
    let jid = jid.bare.description
    try run("DELETE FROM listings WHERE jid = ? AND namespace = ?", [jid, list.namespace.rawValue])
    for entry in list.entries {
      try run(
        "INSERT OR IGNORE INTO devices (jid, device_id, trust) VALUES (?, ?, ?)",
        [jid, entry.id.value, Trust.undecided.rawValue])
      try run(
        "INSERT INTO listings VALUES (?, ?, ?, ?, ?)",
        [jid, entry.id.value, list.namespace.rawValue, entry.label, entry.labelSignature])
    }
  }

  /// The list of an account as last seen.
  package borrowing func deviceList(of jid: JID, in namespace: Namespace) throws -> DeviceList {
    let rows = try rows(
      "SELECT * FROM listings WHERE jid = ? AND namespace = ? ORDER BY device_id",
      [jid.bare.description, namespace.rawValue])
    return DeviceList(
      namespace: namespace,
      entries: try rows.map { row in
        guard let id = DeviceID(row["device_id"] as UInt32) else { throw StorageError.corrupt }
        return DeviceList.Entry(id: id, label: row["label"], labelSignature: row["label_signature"])
      })
  }

  /// Notes the identity key of a device for the first time. Trust is blind before anything of the account was verified.
  ///
  /// - Returns: `false`, with nothing changed, when the device is known under another key: a changed key never takes over
  ///   the device's place or its trust.
  package borrowing func bind(_ key: X25519PublicKey, to id: DeviceID, of jid: JID) throws -> Bool {
    let known = try device(id, of: jid)
    if let bound = known?.identityKey { return bound == key }
    let verified = try row(
      "SELECT 1 FROM devices WHERE jid = ? AND trust = ?", [jid.bare.description, Trust.verified.rawValue])
    let trust = Trust.ofNewKey(accountHasVerifiedDevice: verified != nil)
    try run(
      """
      INSERT INTO devices (jid, device_id, identity_key, trust) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET identity_key = excluded.identity_key, trust = excluded.trust
      """,
      [jid.bare.description, id.value, key.encoded.blob, trust.rawValue])
    return true
  }

  /// Notes whether a device takes push tokens over the legacy wire.
  package borrowing func note(understandsTokens: Bool, _ id: DeviceID, of jid: JID) throws {
    try run(
      "UPDATE devices SET understands_tokens = ? WHERE jid = ? AND device_id = ?",
      [understandsTokens, jid.bare.description, id.value])
  }

  private static let deviceQuery = """
    SELECT *,
      (SELECT group_concat(namespace, ' ') FROM listings
        WHERE listings.jid = devices.jid AND listings.device_id = devices.device_id) AS namespaces
    FROM devices WHERE jid = ?
    """

  private static func device(_ row: Row, _ jid: JID) throws -> DeviceRecord {
    guard let id = DeviceID(row["device_id"] as UInt32), let trust = Trust(rawValue: row["trust"]) else {
      throw StorageError.corrupt
    }
    let namespaces = (row["namespaces"] as String? ?? "").split(separator: " ")
    return DeviceRecord(
      jid: jid, id: id, listings: Set(namespaces.compactMap { Namespace(rawValue: String($0)) }),
      identityKey: try row.bytesIfAny("identity_key").map { try X25519PublicKey(stored: $0) }, trust: trust,
      understandsTokens: row["understands_tokens"])
  }
}
