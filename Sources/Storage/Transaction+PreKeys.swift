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
      guard let row = try row("UPDATE account SET next_prekey_id = next_prekey_id + 1 RETURNING next_prekey_id - 1 AS id"),
        let id = DeviceID(row["id"] as UInt32)?.value
      else { throw StorageError.corrupt }
      let key = X25519PrivateKey()
      try run(
        "INSERT INTO one_time_prekeys VALUES (?, ?, ?, ?)",
        [id, namespace.rawValue, key.publicKey.encoded.blob, seal.sealed(key.scalar, Self.place("one_time_prekeys", id)).blob])
    }
    return missing
  }

  package borrowing func oneTimePreKeyCount(for namespace: Namespace) throws -> Int {
    try row("SELECT count(*) AS count FROM one_time_prekeys WHERE namespace = ?", [namespace.rawValue])?["count"] ?? 0
  }

  /// The private key of a one-time prekey that has not been used.
  package borrowing func oneTimePreKey(_ id: UInt32, for namespace: Namespace) throws -> X25519PrivateKey? {
    try privateKey(
      row("SELECT * FROM one_time_prekeys WHERE id = ? AND namespace = ?", [id, namespace.rawValue]),
      "one_time_prekeys", id)
  }

  package borrowing func deleteOneTimePreKey(_ id: UInt32) throws {
    try run("DELETE FROM one_time_prekeys WHERE id = ?", [id])
  }

  /// Makes a signed prekey; the newest is the one that is published.
  package borrowing func addSignedPreKey(id: UInt32, now: Int64) throws {
    let key = X25519PrivateKey()
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
      id: signed["id"], key: try X25519PublicKey(stored: signed.bytes("public_key")))
    let preKeys = try rows(
      "SELECT id, public_key FROM one_time_prekeys WHERE namespace = ? ORDER BY id", [namespace.rawValue])
    return PreKeyBundle(
      identityKey: profile.publicKey(of: identity), signedPreKey: signedPreKey,
      signature: profile.sign(signedPreKey.key, with: identity),
      oneTimePreKeys: try preKeys.map {
        PublicPreKey(id: $0["id"], key: try X25519PublicKey(stored: $0.bytes("public_key")))
      })
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
