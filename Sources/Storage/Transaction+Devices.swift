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
  /// Whether it had another identity key before, which the user gave up.
  package var isKnownOtherwise: Bool
  /// The identity key as OMEMO 2 publishes it, by which trust messages and statements name it; `nil` for a device that
  /// was seen in legacy OMEMO only.
  package var edwardsKey: Ed25519PublicKey?
  /// When somebody decided on the key, in seconds since 1970: the user, or a device whose word counts. `nil` for what
  /// followed from a policy or an address.
  package var decidedAt: Int64?
  /// Whether it is verified because the account's key address says so.
  package var isVouched = false
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
    // Of a device that is on no list and never showed a key nothing is worth remembering. A server that publishes ever new
    // lists must not fill the disk.
    try run(
      """
      DELETE FROM devices WHERE jid = ?1 AND identity_key IS NULL AND NOT is_known_otherwise
        AND device_id NOT IN (SELECT device_id FROM listings WHERE jid = ?1)
      """, [jid])
  }

  /// The list of an account as last seen.
  package borrowing func deviceList(of jid: JID, in namespace: Namespace) throws -> DeviceList {
    let rows = try rows(
      "SELECT * FROM listings WHERE jid = ? AND namespace = ? ORDER BY device_id",
      [jid.bare.description, namespace.rawValue])
    return DeviceList(
      namespace: namespace,
      entries: try rows.map { row in
        DeviceList.Entry(id: try row.deviceID(), label: row["label"], labelSignature: row["label_signature"])
      })
  }

  /// Notes the identity key of a device for the first time. What trust it gets the policy says.
  ///
  /// - Parameter trustsBlindly: whether the policy may trust it on first sight. Not at a key address, which says itself
  ///   whose devices belong to it.
  package borrowing func bind(
    _ identityKey: IdentityKey, to id: DeviceID, of jid: JID, trustsBlindly: Bool = true
  ) throws -> KeyBinding {
    let key = try identityKey.agreementKey()
    let known = try device(id, of: jid)
    if let bound = known?.identityKey {
      guard bound == key else { return .otherKey }
      try note(identityKey, of: id, jid)
      return .bound
    }
    // Those that a list names count, too, once they show a key: lists can be replaced without end, and keys are not forgotten.
    guard try keyCount(of: jid) < StorageLimits.devicesPerAccount else { return .tooManyDevices }
    let verified = try row(
      "SELECT 1 FROM devices WHERE jid = ? AND trust = ?", [jid.bare.description, Trust.verified.rawValue])
    let trust = try trustPolicy().trustInNewKey(
      accountHasVerifiedDevice: verified != nil || !trustsBlindly, isFirst: known?.isKnownOtherwise != true)
    try run(
      """
      INSERT INTO devices (jid, device_id, identity_key, trust) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET identity_key = excluded.identity_key, trust = excluded.trust
      """,
      [jid.bare.description, id.value, key.encoded.blob, trust.rawValue])
    try note(identityKey, of: id, jid)
    return .bound
  }

  /// Notes the form of a device's key that OMEMO 2 has, once it is seen. It stays: of two with one Curve25519 form the
  /// first is the one that others name.
  package borrowing func note(_ key: IdentityKey, of id: DeviceID, _ jid: JID) throws {
    guard case .ed25519(let key) = key else { return }
    try run(
      "UPDATE devices SET edwards_key = ? WHERE jid = ? AND device_id = ? AND edwards_key IS NULL",
      [key.encoded.blob, jid.bare.description, id.value])
  }

  /// How many devices of an account have shown a key.
  private borrowing func keyCount(of jid: JID) throws -> Int {
    try row(
      "SELECT count(*) AS count FROM devices WHERE jid = ? AND identity_key IS NOT NULL", [jid.bare.description])?[
        "count"] ?? 0
  }

  /// Notes whether a device takes push tokens over the legacy wire.
  package borrowing func note(understandsTokens: Bool, _ id: DeviceID, of jid: JID) throws {
    try run(
      "UPDATE devices SET understands_tokens = ? WHERE jid = ? AND device_id = ?",
      [understandsTokens, jid.bare.description, id.value])
  }

  /// Writes what somebody decided.
  ///
  /// - Parameter decidedAt: seconds since 1970.
  package borrowing func set(_ trust: Trust, _ id: DeviceID, of jid: JID, decidedAt: Int64) throws {
    try run(
      "UPDATE devices SET trust = ?, trust_decided_at = ?, is_vouched = 0 WHERE jid = ? AND device_id = ?",
      [trust.rawValue, decidedAt, jid.bare.description, id.value])
    if trust == .distrusted { try revokeTokens(of: jid, device: id) }
  }

  /// Writes what followed from a key address. It is nobody's decision, and gives way to one.
  package borrowing func set(vouched: Bool, _ id: DeviceID, of jid: JID) throws {
    try run(
      "UPDATE devices SET trust = ?, trust_decided_at = NULL, is_vouched = ? WHERE jid = ? AND device_id = ?",
      [(vouched ? Trust.verified : .undecided).rawValue, vouched, jid.bare.description, id.value])
  }

  /// The accounts that have a device which is verified because their address says so.
  package borrowing func accountsWithVouchedDevices() throws -> [JID] {
    try rows("SELECT DISTINCT jid FROM devices WHERE is_vouched ORDER BY jid").map { try JID($0["jid"] as String) }
  }

  /// Forgets a device's identity key, trust, bundles and sessions, so that it can come again under another key. That key
  /// inherits nothing.
  package borrowing func forgetIdentity(of id: DeviceID, _ jid: JID) throws {
    let key: [(any DatabaseValueConvertible)?] = [jid.bare.description, id.value]
    try run("DELETE FROM sessions WHERE jid = ? AND device_id = ?", key)
    try run("DELETE FROM bundles WHERE jid = ? AND device_id = ?", key)
    try run("DELETE FROM verification_runs WHERE jid = ? AND device_id = ?", key)
    try revokeTokens(of: jid, device: id)
    try run("DELETE FROM owed_trust_messages WHERE jid = ? AND device_id = ?", key)
    try deletePostponed(of: id, jid)
    try run(
      """
      UPDATE devices SET identity_key = NULL, edwards_key = NULL, trust = 'undecided', trust_decided_at = NULL,
        is_vouched = 0, understands_tokens = 0, is_known_otherwise = 1
      WHERE jid = ? AND device_id = ?
      """, key)
  }

  /// Counts a repair of the session with a device.
  ///
  /// - Returns: `false`, with nothing changed, when there have been ``StorageLimits/repairsPerPeriod`` already.
  package borrowing func noteRepair(of id: DeviceID, _ jid: JID, now: Int64) throws -> Bool {
    try row(
      """
      UPDATE devices SET
        repairs = CASE WHEN ?3 - repairs_since < ?4 THEN repairs + 1 ELSE 1 END,
        repairs_since = CASE WHEN ?3 - repairs_since < ?4 THEN repairs_since ELSE ?3 END
      WHERE jid = ?1 AND device_id = ?2 AND NOT (?3 - repairs_since < ?4 AND repairs >= ?5)
      RETURNING repairs
      """,
      [jid.bare.description, id.value, now, StorageLimits.repairPeriod, StorageLimits.repairsPerPeriod]) != nil
  }

  static let deviceQuery = """
    SELECT *,
      (SELECT group_concat(namespace, ' ') FROM listings
        WHERE listings.jid = devices.jid AND listings.device_id = devices.device_id) AS namespaces
    FROM devices WHERE jid = ?
    """

  static func device(_ row: Row, _ jid: JID) throws -> DeviceRecord {
    guard let trust = Trust(rawValue: row["trust"]) else { throw StorageError.corrupt }
    let namespaces = (row["namespaces"] as String? ?? "").split(separator: " ")
    return DeviceRecord(
      jid: jid, id: try row.deviceID(), listings: Set(namespaces.compactMap { Namespace(rawValue: String($0)) }),
      identityKey: try row.bytesIfAny("identity_key").map { try X25519PublicKey(stored: $0) }, trust: trust,
      understandsTokens: row["understands_tokens"], isKnownOtherwise: row["is_known_otherwise"],
      edwardsKey: try row.bytesIfAny("edwards_key").map { try Ed25519PublicKey(stored: $0) },
      decidedAt: row["trust_decided_at"], isVouched: row["is_vouched"])
  }
}
