import GRDB
package import OMEMO
package import Primitives
package import X3DH

/// Our own prekeys. A private key is deleted in the transaction that accepts the message it was used for, and its id is
/// never given to another. The signed prekey serves both versions of OMEMO, one-time prekeys are each of one: a prekey
/// that two bundles name would be taken twice.
extension Transaction {
  /// Adds one-time prekeys until there are `count`.
  ///
  /// - Returns: how many were added.
  @discardableResult
  package borrowing func refillOneTimePreKeys(to count: Int, for namespace: Namespace) throws -> Int {
    let missing = max(0, count - (try oneTimePreKeyCount(for: namespace)))
    for _ in 0..<missing {
      try add(X25519PrivateKey(), id: nextPreKeyID(), for: namespace)
    }
    return missing
  }

  /// Adds a one-time prekey. Its id and key are new unless a test vector fixes them.
  package borrowing func add(_ key: borrowing X25519PrivateKey, id: UInt32, for namespace: Namespace) throws {
    try run(
      "INSERT INTO one_time_prekeys (id, namespace, public_key, sealed_private_key) VALUES (?, ?, ?, ?)",
      [id, namespace.rawValue, key.publicKey.encoded.blob, seal.sealed(key.scalar, Self.place("one_time_prekeys", id)).blob])
  }

  package borrowing func oneTimePreKeyCount(for namespace: Namespace) throws -> Int {
    try row(
      "SELECT count(*) AS count FROM one_time_prekeys WHERE namespace = ? AND is_used = 0", [namespace.rawValue]
    )?["count"] ?? 0
  }

  /// The private key of a one-time prekey that is not deleted yet: one that is only hidden, too.
  package borrowing func oneTimePreKey(_ id: UInt32, for namespace: Namespace) throws -> X25519PrivateKey? {
    try privateKey(
      row("SELECT * FROM one_time_prekeys WHERE id = ? AND namespace = ?", [id, namespace.rawValue]),
      "one_time_prekeys", id)
  }

  /// Uses a one-time prekey up for a key exchange that was accepted.
  ///
  /// While an archive is read, or by a process that cannot publish a new bundle, it is only hidden: a second device may have
  /// taken the same one, and its exchange may come later. What is remembered of the exchange is its key, so that a copy of it
  /// is refused.
  ///
  /// - Parameter isKept: whether it is only hidden.
  package borrowing func useOneTimePreKey(_ id: UInt32, exchangeKey: X25519PublicKey, isKept: Bool) throws {
    if isKept {
      try run("UPDATE one_time_prekeys SET is_used = 1 WHERE id = ?", [id])
      try run("INSERT INTO accepted_exchanges VALUES (?, ?)", [exchangeKey.encoded.blob, id])
    } else {
      try run("DELETE FROM one_time_prekeys WHERE id = ?", [id])
    }
  }

  /// Whether an exchange was accepted whose prekey is not deleted yet.
  package borrowing func isAccepted(exchangeKey: X25519PublicKey) throws -> Bool {
    try row("SELECT 1 FROM accepted_exchanges WHERE exchange_key = ?", [exchangeKey.encoded.blob]) != nil
  }

  package borrowing func isCatchingUp() throws -> Bool {
    try row("SELECT is_catching_up FROM account")?["is_catching_up"] ?? false
  }

  /// In which versions prekeys are used and not deleted yet.
  package borrowing func namespacesOfUsedPreKeys() throws -> [Namespace] {
    try rows("SELECT DISTINCT namespace FROM one_time_prekeys WHERE is_used = 1 ORDER BY namespace").compactMap {
      Namespace(rawValue: $0["namespace"])
    }
  }

  /// Begins to keep used prekeys, or ends it and deletes them.
  package borrowing func set(isCatchingUp: Bool) throws {
    try run("UPDATE account SET is_catching_up = ?", [isCatchingUp])
    if !isCatchingUp { try run("DELETE FROM one_time_prekeys WHERE is_used = 1") }
  }

  /// Makes a signed prekey when there is none younger than ``StorageLimits/signedPreKeyPeriod``, and deletes those whose
  /// successor is older than ``StorageLimits/signedPreKeyGrace``. The newest is the one that is published.
  package borrowing func rotateSignedPreKey(now: Int64) throws {
    let newest = try row("SELECT id, created_at FROM signed_prekeys ORDER BY id DESC LIMIT 1")
    if let newest, now - (newest["created_at"] as Int64) < StorageLimits.signedPreKeyPeriod { return }
    try addSignedPreKey(now: now)
    try run(
      """
      DELETE FROM signed_prekeys WHERE id < (SELECT max(id) FROM signed_prekeys WHERE created_at <= ?)
      """,
      [now - StorageLimits.signedPreKeyGrace])
    try setBundleDue()
  }

  /// Notes that the bundles that others see are not ours any more, for a reason that no message brought.
  borrowing func setBundleDue() throws {
    try run("UPDATE account SET is_bundle_due = 1")
  }

  /// Whether that was noted. It is asked for once.
  package borrowing func takeBundleDue() throws -> Bool {
    try row("UPDATE account SET is_bundle_due = 0 WHERE is_bundle_due RETURNING 1") != nil
  }

  borrowing func addSignedPreKey(now: Int64) throws {
    try addSigned(X25519PrivateKey(), id: nextPreKeyID(), now: now)
  }

  /// Adds a signed prekey. Its id and key are new unless a test vector fixes them.
  package borrowing func addSigned(_ key: borrowing X25519PrivateKey, id: UInt32, now: Int64) throws {
    try run(
      "INSERT INTO signed_prekeys VALUES (?, ?, ?, ?)",
      [id, key.publicKey.encoded.blob, seal.sealed(key.scalar, Self.place("signed_prekeys", id)).blob, now])
  }

  package borrowing func signedPreKey(_ id: UInt32) throws -> X25519PrivateKey? {
    try privateKey(row("SELECT * FROM signed_prekeys WHERE id = ?", [id]), "signed_prekeys", id)
  }

  /// The bundle to publish: the newest signed prekey, signed as the wire wants it, and every one-time prekey of the wire.
  package borrowing func ownBundle(
    of identity: borrowing IdentityKeyPair, for namespace: Namespace
  ) throws -> PreKeyBundle {
    let profile = namespace.profile
    guard let signed = try row("SELECT * FROM signed_prekeys ORDER BY id DESC LIMIT 1") else {
      throw StorageError.corrupt
    }
    let signedPreKey = PublicPreKey(
      id: try signed.uint32("id"), key: try X25519PublicKey(stored: signed.bytes("public_key")))
    let preKeys = try rows(
      "SELECT id, public_key FROM one_time_prekeys WHERE namespace = ? AND is_used = 0 ORDER BY id", [namespace.rawValue])
    return PreKeyBundle(
      identityKey: profile.publicKey(of: identity), signedPreKey: signedPreKey,
      signature: profile.sign(signedPreKey.key, with: identity),
      oneTimePreKeys: try preKeys.map {
        PublicPreKey(id: try $0.uint32("id"), key: try X25519PublicKey(stored: $0.bytes("public_key")))
      })
  }

  /// Passes over ids that a store may have given away after the state that it was put back to.
  borrowing func skipPreKeyIDs() throws {
    try run("UPDATE account SET next_prekey_id = next_prekey_id + ?", [StorageLimits.skippedPreKeyIDs])
  }

  /// Hides every one-time prekey: a store that was put back to an earlier state does not know which of them are used.
  borrowing func hideOneTimePreKeys() throws {
    try run("UPDATE one_time_prekeys SET is_used = 1")
  }

  /// An id that no other prekey had, of either kind. Ids are of the range of device ids.
  private borrowing func nextPreKeyID() throws -> UInt32 {
    let row = try row("UPDATE account SET next_prekey_id = next_prekey_id + 1 RETURNING next_prekey_id - 1 AS id")
    guard let row else { throw StorageError.corrupt }
    return try row.deviceID("id").value
  }

  private borrowing func privateKey(_ row: Row?, _ table: String, _ id: UInt32) throws -> X25519PrivateKey? {
    guard let row else { return nil }
    let scalar = try seal.opened(row.bytes("sealed_private_key"), Self.place(table, id))
    return try X25519PrivateKey(stored: scalar, publicKey: X25519PublicKey(stored: row.bytes("public_key")))
  }

  private static func place(_ table: String, _ id: UInt32) -> RowSeal.Place {
    RowSeal.Place(table + ".sealed_private_key", Array(String(id).utf8))
  }
}
