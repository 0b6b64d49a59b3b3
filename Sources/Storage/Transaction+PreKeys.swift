import GRDB
package import OMEMO
package import Primitives
package import X3DH

/// Our own prekeys. A private key is deleted in the transaction that accepts the message it was used for, and its id is
/// never given to another.
extension Transaction {
  /// Adds one-time prekeys until there are `count`.
  ///
  /// - Returns: how many were added.
  @discardableResult
  package borrowing func refillOneTimePreKeys(to count: Int) throws -> Int {
    let missing = max(0, count - (try oneTimePreKeyCount()))
    for _ in 0..<missing {
      guard let row = try row("UPDATE account SET next_prekey_id = next_prekey_id + 1 RETURNING next_prekey_id - 1 AS id"),
        let id = DeviceID(row["id"] as UInt32)?.value
      else { throw StorageError.corrupt }
      let key = X25519PrivateKey()
      try run(
        "INSERT INTO one_time_prekeys VALUES (?, ?, ?)",
        [id, key.publicKey.encoded.blob, seal.sealed(key.scalar, Self.place("one_time_prekeys", id)).blob])
    }
    return missing
  }

  package borrowing func oneTimePreKeyCount() throws -> Int {
    try row("SELECT count(*) AS count FROM one_time_prekeys")?["count"] ?? 0
  }

  /// The private key of a one-time prekey that has not been used.
  package borrowing func oneTimePreKey(_ id: UInt32) throws -> X25519PrivateKey? {
    try privateKey("SELECT public_key, sealed_private_key FROM one_time_prekeys WHERE id = ?", "one_time_prekeys", id)
  }

  package borrowing func deleteOneTimePreKey(_ id: UInt32) throws {
    try run("DELETE FROM one_time_prekeys WHERE id = ?", [id])
  }

  /// Makes a signed prekey; the newest is the one that is published.
  package borrowing func addSignedPreKey(
    id: UInt32, identity: borrowing IdentityKeyPair, for profile: Profile, now: Int64
  ) throws {
    let key = X25519PrivateKey()
    let signature = identity.sign(profile.signedMessage(for: key.publicKey))
    try run(
      "INSERT INTO signed_prekeys VALUES (?, ?, ?, ?, ?)",
      [
        id, key.publicKey.encoded.blob, signature.encoded.blob,
        seal.sealed(key.scalar, Self.place("signed_prekeys", id)).blob, now,
      ])
  }

  package borrowing func signedPreKey(_ id: UInt32) throws -> X25519PrivateKey? {
    try privateKey("SELECT public_key, sealed_private_key FROM signed_prekeys WHERE id = ?", "signed_prekeys", id)
  }

  /// The bundle to publish: the newest signed prekey and every one-time prekey.
  package borrowing func ownBundle(identityKey: Ed25519PublicKey) throws -> PreKeyBundle {
    guard let signed = try row("SELECT * FROM signed_prekeys ORDER BY id DESC LIMIT 1") else {
      throw StorageError.corrupt
    }
    let preKeys = try rows("SELECT id, public_key FROM one_time_prekeys ORDER BY id")
    return PreKeyBundle(
      identityKey: identityKey,
      signedPreKey: PublicPreKey(id: signed["id"], key: try X25519PublicKey(stored: signed.bytes("public_key"))),
      signature: try Ed25519Signature(signed.bytes("signature")),
      oneTimePreKeys: try preKeys.map {
        PublicPreKey(id: $0["id"], key: try X25519PublicKey(stored: $0.bytes("public_key")))
      })
  }

  private borrowing func privateKey(_ sql: String, _ table: String, _ id: UInt32) throws -> X25519PrivateKey? {
    guard let row = try row(sql, [id]) else { return nil }
    let scalar = try seal.opened(row.bytes("sealed_private_key"), Self.place(table, id))
    return try X25519PrivateKey(stored: scalar, publicKey: X25519PublicKey(stored: row.bytes("public_key")))
  }

  private static func place(_ table: String, _ id: UInt32) -> RowSeal.Place {
    RowSeal.Place(table + ".sealed_private_key", Array(String(id).utf8))
  }
}
