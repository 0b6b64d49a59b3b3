import GRDB
package import Primitives
package import Verification
package import XML

/// Signed statements: the latest about each thing, kept for good with its mark, so that an older one cannot come back
/// when it has expired.
extension Transaction {
  /// Takes a statement in, if it is later than what is known.
  ///
  /// - Parameter subject: what it is about: of a device statement the identity key's Curve25519 form, so that a key has
  ///   one mark whichever its sign; nothing for the list of addresses, of which a key has one.
  /// - Returns: whether it is new here.
  /// - Throws: ``StatementError/replaced``, ``StatementError/equivocation``, ``StatementError/revoked``;
  ///   ``StatementError/invalidList`` for more statements of one key than are kept.
  package borrowing func take<Statement: Claims>(_ statement: Verified<Statement>, about subject: [UInt8]) throws -> Bool {
    let mark = statement.mark
    let place: [(any DatabaseValueConvertible)?] = [
      Statement.name, statement.claims.addressKey.encoded.blob, subject.blob,
    ]
    if let known = try self.mark(place) {
      try known.check(mark)
      guard known != mark else { return false }
    } else {
      let count = try row(
        "SELECT count(*) AS count FROM statements WHERE name = ? AND address_key = ?", Array(place.prefix(2)))
      guard (count?["count"] ?? 0) < StorageLimits.devicesPerAccount else { throw StatementError.invalidList }
    }
    try run(
      "INSERT OR REPLACE INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      place + [
        Int64(bitPattern: mark.serial), mark.isFinal, mark.digest.blob, statement.signed.signedBytes.blob,
        statement.signed.signature.encoded.blob,
      ])
    return true
  }

  /// The statements of a kind that a key has made. They may have expired since.
  package borrowing func statements<Statement: Claims>(
    _ kind: Statement.Type, of key: Ed25519PublicKey
  ) throws -> [Signed<Statement>] {
    try rows(
      "SELECT signed_bytes, signature FROM statements WHERE name = ? AND address_key = ? ORDER BY subject",
      [Statement.name, key.encoded.blob]
    ).map { row in
      try Signed(signedBytes: row.bytes("signed_bytes"), signature: Ed25519Signature(row.bytes("signature")))
    }
  }

  /// The serial number for the next statement about a thing: higher than the last, and than any that another store of
  /// the same key gave out before this moment.
  package borrowing func nextSerial<Statement: Claims>(
    _ kind: Statement.Type, of key: Ed25519PublicKey, about subject: [UInt8], now: Int64
  ) throws -> UInt64 {
    let last = try mark([Statement.name, key.encoded.blob, subject.blob])?.serial ?? 0
    guard last < UInt64.max else { throw StatementError.replaced }
    return max(last + 1, UInt64(clamping: now))
  }

  private borrowing func mark(_ place: [(any DatabaseValueConvertible)?]) throws -> StatementMark? {
    try row("SELECT * FROM statements WHERE name = ? AND address_key = ? AND subject = ?", place).map { row in
      StatementMark(
        serial: UInt64(bitPattern: row["serial"] as Int64), isFinal: row["is_final"], digest: row.bytes("digest"))
    }
  }

  // MARK: - Addresses

  /// Notes that an address's server could not be reached, or could again.
  package borrowing func note(unreachableSince moment: Int64?, _ jid: JID) throws {
    if let moment {
      try run("INSERT OR REPLACE INTO unreachable_addresses VALUES (?, ?)", [jid.bare.description, moment])
    } else {
      try run("DELETE FROM unreachable_addresses WHERE jid = ?", [jid.bare.description])
    }
  }

  /// When an address's server was last found unreachable.
  package borrowing func unreachableSince(_ jid: JID) throws -> Int64? {
    try row("SELECT noted_at FROM unreachable_addresses WHERE jid = ?", [jid.bare.description])?["noted_at"]
  }
}
