import GRDB
import PushTokens
import XML

/// The account's own side of push.
extension Transaction {
  /// Whether push is switched on; `nil` while nobody has said.
  package borrowing func isPushOn() throws -> Bool? {
    try pushRow()["is_on"]
  }

  package borrowing func set(isPushOn: Bool) throws {
    try run("UPDATE push_account SET is_on = ?", [isPushOn])
  }

  /// Where this device is registered, if it is.
  package borrowing func pushAccount() throws -> PushAccount? {
    let row = try pushRow()
    guard let text = row["endpoint"] as String? else { return nil }
    guard let endpoint = try? PushEndpoint(text) else { throw StorageError.corrupt }
    return PushAccount(
      endpoint: endpoint, gateway: try Self.gateway(row, seal), service: try Self.service(row))
  }

  /// Writes the registration, or takes it away. The switch stays as it is.
  package borrowing func save(_ account: PushAccount?) throws {
    let gateway = account?.gateway
    try run(
      """
      UPDATE push_account SET endpoint = ?, gateway = ?, username = ?, sealed_credential = ?, device_kind = ?,
        device_id = ?, service = ?, node = ?
      """,
      [
        account?.endpoint.text, gateway?.base.text, gateway?.username,
        gateway.map { seal.sealed($0.credential.text, Self.credentialPlace).blob }, gateway?.device.kind.rawValue,
        gateway?.device.id, account?.service?.jid.description, account?.service?.node,
      ])
  }

  private borrowing func pushRow() throws -> Row {
    guard let row = try row("SELECT * FROM push_account") else { throw StorageError.corrupt }
    return row
  }

  private static func gateway(_ row: Row, _ seal: Store) throws -> GatewayAccount? {
    guard let base = row["gateway"] as String? else { return nil }
    guard let base = try? PushEndpoint(base), let username = row["username"] as String?,
      let kind = (row["device_kind"] as String?).flatMap({ GatewayDevice.Kind(rawValue: $0) }),
      let id = row["device_id"] as String?
    else { throw StorageError.corrupt }
    return GatewayAccount(
      base: base, username: username,
      credential: GatewayCredential(try seal.openedText(row.bytes("sealed_credential"), credentialPlace)),
      device: GatewayDevice(kind: kind, id: id))
  }

  private static func service(_ row: Row) throws -> PushService? {
    guard let jid = row["service"] as String?, let node = row["node"] as String? else { return nil }
    guard let jid = try? JID(jid) else { throw StorageError.corrupt }
    return PushService(jid: jid, node: node)
  }

  private static let credentialPlace = RowSeal.Place("push_account.sealed_credential")
}
