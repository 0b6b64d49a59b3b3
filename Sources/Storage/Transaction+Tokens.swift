import GRDB
import OMEMO
package import PushTokens
package import XML

/// The token ledger's rows. A token is sealed, and found by a keyed hash of its digits: who reads the file can neither
/// knock with what we hold nor tell whose knock a push was.
extension Transaction {
  // MARK: - Ours

  /// Writes a token of ours that nobody has yet.
  package borrowing func save(_ minted: MintedToken) throws {
    try run(
      "INSERT INTO given_tokens (token_index, sealed_token, endpoint, expires_at) VALUES (?, ?, ?, ?)",
      Self.sealed(minted.token, "given_tokens", seal) + [minted.endpoint.text, minted.expires.secondsSinceEpoch])
  }

  /// Notes to whom a token went, or that it was seen.
  package borrowing func save(_ given: GivenToken) throws {
    try run(
      "UPDATE given_tokens SET jid = ?, device_id = ?, given_at = ?, last_seen_at = ? WHERE token_index = ?",
      [
        given.contact.description, given.device, given.issued.secondsSinceEpoch,
        given.lastSeen?.secondsSinceEpoch, seal.index(given.token.text).blob,
      ])
  }

  package borrowing func mintedTokens() throws -> [MintedToken] {
    try rows("SELECT * FROM given_tokens WHERE jid IS NULL ORDER BY expires_at, token_index").map { row in
      MintedToken(
        token: try Self.token(row, "given_tokens", seal), endpoint: try Self.endpoint(row),
        expires: DateTime(secondsSinceEpoch: row["expires_at"]))
    }
  }

  package borrowing func givenTokens() throws -> [GivenToken] {
    try rows("SELECT * FROM given_tokens WHERE jid IS NOT NULL ORDER BY jid, given_at, token_index")
      .map { try Self.given($0, seal) }
  }

  package borrowing func givenTokens(to jid: JID) throws -> [GivenToken] {
    try rows("SELECT * FROM given_tokens WHERE jid = ? ORDER BY given_at, token_index", [jid.bare.description])
      .map { try Self.given($0, seal) }
  }

  /// Whom a token of ours was given to.
  package borrowing func givenToken(_ token: PushToken) throws -> GivenToken? {
    try row(
      "SELECT * FROM given_tokens WHERE token_index = ? AND jid IS NOT NULL", [seal.index(token.text).blob]
    ).map { try Self.given($0, seal) }
  }

  /// Forgets a token, given or not.
  package borrowing func deleteGivenToken(_ token: PushToken) throws {
    try run("DELETE FROM given_tokens WHERE token_index = ?", [seal.index(token.text).blob])
  }

  // MARK: - Theirs

  /// Writes a token of a contact's. With the first one messages to him begin to count.
  package borrowing func save(_ held: HeldToken) throws {
    try beginPush(of: held.contact)
    try run(
      "INSERT OR REPLACE INTO held_tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      Self.sealed(held.token, "held_tokens", seal) + [
        held.endpoint.text, held.contact.description, held.device, held.received.secondsSinceEpoch,
        held.expires?.secondsSinceEpoch, held.state.rawValue,
      ])
  }

  package borrowing func heldTokens() throws -> [HeldToken] {
    try rows("SELECT * FROM held_tokens ORDER BY jid, received_at, token_index").map { try Self.held($0, seal) }
  }

  package borrowing func heldTokens(of jid: JID) throws -> [HeldToken] {
    try rows("SELECT * FROM held_tokens WHERE jid = ? ORDER BY received_at, token_index", [jid.bare.description])
      .map { try Self.held($0, seal) }
  }

  package borrowing func heldToken(_ token: PushToken) throws -> HeldToken? {
    try row("SELECT * FROM held_tokens WHERE token_index = ?", [seal.index(token.text).blob])
      .map { try Self.held($0, seal) }
  }

  package borrowing func deleteHeldToken(_ token: PushToken) throws {
    try run("DELETE FROM held_tokens WHERE token_index = ?", [seal.index(token.text).blob])
  }

  /// The accounts that have tokens of ours, or of whom some are held.
  package borrowing func tokenContacts() throws -> [JID] {
    try rows(
      "SELECT jid FROM given_tokens WHERE jid IS NOT NULL UNION SELECT jid FROM held_tokens ORDER BY jid"
    ).map { try Self.contact($0) }
  }

  // MARK: - Rows

  static func sealed(
    _ token: PushToken, _ table: String, _ seal: Store
  ) -> [(any DatabaseValueConvertible)?] {
    let index = seal.index(token.text)
    return [index.blob, seal.sealed(token.text, place(table, index)).blob]
  }

  static func token(_ row: Row, _ table: String, _ seal: Store) throws -> PushToken {
    let text = try seal.openedText(row.bytes("sealed_token"), place(table, row.bytes("token_index")))
    guard let token = try? PushToken(text) else { throw StorageError.corrupt }
    return token
  }

  private static func place(_ table: String, _ index: [UInt8]) -> RowSeal.Place {
    RowSeal.Place(table + ".sealed_token", index)
  }

  private static func endpoint(_ row: Row) throws -> PushEndpoint {
    guard let endpoint = try? PushEndpoint(row["endpoint"] as String) else { throw StorageError.corrupt }
    return endpoint
  }

  private static func contact(_ row: Row) throws -> JID {
    guard let jid = try? JID(row["jid"] as String) else { throw StorageError.corrupt }
    return jid
  }

  private static func date(_ row: Row, _ column: String) -> DateTime? {
    (row[column] as Int64?).map { DateTime(secondsSinceEpoch: $0) }
  }

  private static func given(_ row: Row, _ seal: Store) throws -> GivenToken {
    GivenToken(
      token: try token(row, "given_tokens", seal), contact: try contact(row), device: try row.uint32IfAny("device_id"),
      endpoint: try endpoint(row), issued: DateTime(secondsSinceEpoch: row["given_at"]),
      expires: DateTime(secondsSinceEpoch: row["expires_at"]), lastSeen: date(row, "last_seen_at"))
  }

  private static func held(_ row: Row, _ seal: Store) throws -> HeldToken {
    guard let state = HeldToken.State(rawValue: row["state"]) else { throw StorageError.corrupt }
    return HeldToken(
      token: try token(row, "held_tokens", seal), contact: try contact(row), device: try row.uint32("device_id"),
      endpoint: try endpoint(row), received: DateTime(secondsSinceEpoch: row["received_at"]),
      expires: date(row, "expires_at"), state: state)
  }
}
