import GRDB
package import OMEMO
package import PushTokens
package import XML

/// Devices that wait for tokens, and tokens that are taken back.
extension Transaction {
  /// Notes that a device of a contact lacks tokens which cannot be sent now.
  package borrowing func addTokenDue(_ device: DeviceID, of jid: JID) throws {
    try run("INSERT OR IGNORE INTO token_dues VALUES (?, ?)", [jid.bare.description, device.value])
  }

  package borrowing func deleteTokenDue(_ device: DeviceID, of jid: JID) throws {
    try run("DELETE FROM token_dues WHERE jid = ? AND device_id = ?", [jid.bare.description, device.value])
  }

  /// The devices that wait for tokens.
  package borrowing func tokenDues() throws -> [(jid: JID, device: DeviceID)] {
    try rows("SELECT * FROM token_dues ORDER BY jid, device_id").map { row in
      guard let jid = try? JID(row["jid"] as String) else { throw StorageError.corrupt }
      return (jid, try row.deviceID())
    }
  }

  /// Takes back what a contact, or one device of his, was given, and drops what was held of it: a push with such a token names
  /// nobody from now on, the gateway is to be told, and no knock goes where that device pointed.
  ///
  /// - Returns: the tokens.
  @discardableResult
  package borrowing func revokeTokens(of jid: JID, device: DeviceID? = nil) throws -> [PushToken] {
    let given = try givenTokens(to: jid).filter { device == nil || $0.device == device?.value }
    for token in given { try revoke(token.token, expires: token.expires) }
    for table in ["token_dues", "held_tokens"] {
      try run(
        "DELETE FROM \(table) WHERE jid = ?1 AND (?2 IS NULL OR device_id = ?2)", [jid.bare.description, device?.value])
    }
    return given.map(\.token)
  }

  /// Takes back all tokens of ours, given or not.
  package borrowing func revokeAllTokens() throws {
    for token in try givenTokens() { try revoke(token.token, expires: token.expires) }
    for token in try mintedTokens() { try revoke(token.token, expires: token.expires) }
  }

  private borrowing func revoke(_ token: PushToken, expires: DateTime) throws {
    try run(
      "INSERT OR REPLACE INTO revoked_tokens VALUES (?, ?, ?)",
      Self.sealed(token, "revoked_tokens", seal) + [expires.secondsSinceEpoch])
    try deleteGivenToken(token)
  }

  /// The tokens that the gateway is to forget.
  package borrowing func revokedTokens() throws -> [PushToken] {
    try rows("SELECT * FROM revoked_tokens ORDER BY token_index").map { try Self.token($0, "revoked_tokens", seal) }
  }

  package borrowing func deleteRevokedToken(_ token: PushToken) throws {
    try run("DELETE FROM revoked_tokens WHERE token_index = ?", [seal.index(token.text).blob])
  }

  /// Forgets which tokens were taken back: for when the gateway that made them is no longer ours.
  package borrowing func deleteRevokedTokens() throws {
    try run("DELETE FROM revoked_tokens")
  }

  /// Gives up on revoked tokens that have expired by themselves.
  package borrowing func dropRevokedTokens(expiredAt now: DateTime) throws {
    try run("DELETE FROM revoked_tokens WHERE expires_at <= ?", [now.secondsSinceEpoch])
  }

  /// Whether a token is in the ledger as one of ours, given, unclaimed or revoked.
  package borrowing func isOwn(_ token: PushToken) throws -> Bool {
    try row(
      """
      SELECT 1 FROM given_tokens WHERE token_index = ?1 UNION ALL SELECT 1 FROM revoked_tokens WHERE token_index = ?1
      """, [seal.index(token.text).blob]) != nil
  }
}
