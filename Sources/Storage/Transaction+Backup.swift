import GRDB
package import OMEMO
import Primitives
import PushTokens
import XML

extension Transaction {
  /// What a backup keeps of this store: all, or of more than a file holds what is worth most.
  package borrowing func backup() throws -> Backup {
    try backup(deviceLimit: BackupLimits.devices, byteLimit: BackupLimits.bodyBytes)
  }

  /// The same within other bounds.
  ///
  /// What has no room is left out. A backup that failed instead could be made impossible by strangers, for good: their
  /// devices are never forgotten. Keys that somebody decided on or that a list names come first, then our tokens, then keys
  /// that no list names any more, and last the tokens of others, which are sent anew.
  ///
  /// - Parameter byteLimit: of the body.
  package borrowing func backup(deviceLimit: Int, byteLimit: Int) throws -> Backup {
    guard let ids = try row("SELECT next_prekey_id FROM account") else { throw StorageError.corrupt }
    var backup = Backup(
      account: try account(), trustPolicy: try trustPolicy(), nextPreKeyID: try ids.uint32("next_prekey_id"),
      devices: [], mintedTokens: [], givenTokens: [], heldTokens: [])
    let own = backup.account.jid
    let jids = try rows("SELECT DISTINCT jid FROM devices ORDER BY jid").map { try JID($0["jid"] as String) }
    let known = try jids.flatMap { try devices(of: $0) }.filter(\.isKept)
    let byWorth = Dictionary(grouping: known) { BackupWorth($0, account: own) }
    var room = BackupRoom(byteCount: byteLimit - backup.byteCount)
    func takeDevices(_ worth: BackupWorth) {
      let devices = byWorth[worth, default: []].map(\.withoutVouching)
      let taken = room.take(devices, atMost: deviceLimit - backup.devices.count) { $0.write(to: &$1) }
      backup.devices += taken
    }
    takeDevices(.decision)
    takeDevices(.decisionAtKeyAddress)
    takeDevices(.listed)
    backup.mintedTokens = room.take(try mintedTokens(), atMost: BackupLimits.tokens) { $0.write(to: &$1) }
    backup.givenTokens = room.take(try givenTokens(), atMost: BackupLimits.tokens) { $0.write(to: &$1) }
    takeDevices(.former)
    backup.heldTokens = room.take(try heldTokens(), atMost: BackupLimits.tokens) { $0.write(to: &$1) }
    return backup
  }

  /// Writes what a backup kept into a store that has no account yet, with a new signed prekey. One-time prekeys are still
  /// to be made.
  ///
  /// - Parameters:
  ///   - id: of the device that this store is now.
  ///   - now: seconds since 1970.
  package borrowing func restore(_ backup: Backup, as id: DeviceID, now: Int64) throws {
    let former = backup.account
    try create(
      Account(
        jid: former.jid, deviceID: id, identity: try IdentityKeyPair(decoding: former.identity.encoded())))
    try run("UPDATE account SET next_prekey_id = ?", [backup.nextPreKeyID])
    try skipPreKeyIDs()
    try addSignedPreKey(now: now)
    try set(backup.trustPolicy)
    for device in backup.devices { try insert(device, now: now) }
    if former.deviceID != id { try retire(former) }
    for token in backup.mintedTokens { try save(token) }
    for token in backup.givenTokens {
      try save(MintedToken(token: token.token, endpoint: token.endpoint, expires: token.expires))
      try save(token)
    }
    for token in backup.heldTokens { try save(token) }
  }

  /// A backup has no dates of decisions: they count as taken now, later than whatever others said before.
  private borrowing func insert(_ device: DeviceRecord, now: Int64) throws {
    try run(
      """
      INSERT INTO devices (
        jid, device_id, identity_key, trust, understands_tokens, is_known_otherwise, trust_decided_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        device.jid.description, device.id.value, device.identityKey?.encoded.blob, device.trust.rawValue,
        device.understandsTokens, device.isKnownOtherwise,
        [.verified, .distrusted].contains(device.trust) ? now : nil,
      ])
  }

  /// Nothing is sent to the device that this one was. The account's list may go on naming it, with our own key, and
  /// each message would carry a key exchange that nobody can answer.
  private borrowing func retire(_ former: Account) throws {
    try run(
      "INSERT OR REPLACE INTO devices (jid, device_id, identity_key, trust) VALUES (?, ?, ?, ?)",
      [
        former.jid.description, former.deviceID.value, former.identity.agreementKey.publicKey.encoded.blob,
        Trust.distrusted.rawValue,
      ])
  }
}
