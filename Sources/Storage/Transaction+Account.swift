import GRDB
package import OMEMO
package import Primitives
package import XML

/// The account that this store belongs to. It is written once and never changes.
package final class Account: Sendable {
  package let jid: JID
  package let deviceID: DeviceID
  package let identity: IdentityKeyPair

  package init(jid: JID, deviceID: DeviceID, identity: consuming IdentityKeyPair) {
    self.jid = jid
    self.deviceID = deviceID
    self.identity = identity
  }
}

extension Transaction {
  package borrowing func create(_ account: Account) throws {
    let place = Self.identityPlace(account.jid, account.deviceID)
    try run(
      """
      INSERT INTO account (
        id, jid, device_id, sealed_identity, next_prekey_id, use_counter, store_id, trust_policy
      ) VALUES (1, ?, ?, ?, 1, 0, ?, ?)
      """,
      [
        account.jid.description, account.deviceID.value,
        seal.sealed(account.identity.encoded(), place).blob, Random.bytes(Self.storeIDByteCount).blob,
        TrustPolicy.blindTrustBeforeVerification.rawValue,
      ])
  }

  package borrowing func account() throws -> Account {
    guard let row = try row("SELECT * FROM account"), let jid = try? JID(row["jid"] as String) else {
      throw StorageError.corrupt
    }
    let deviceID = try row.deviceID()
    let encoded = try seal.opened(row.bytes("sealed_identity"), Self.identityPlace(jid, deviceID))
    return Account(jid: jid, deviceID: deviceID, identity: try IdentityKeyPair(decoding: encoded))
  }

  package borrowing func trustPolicy() throws -> TrustPolicy {
    guard let row = try row("SELECT trust_policy FROM account"),
      let policy = TrustPolicy(rawValue: row["trust_policy"])
    else { throw StorageError.corrupt }
    return policy
  }

  package borrowing func set(_ policy: TrustPolicy) throws {
    try run("UPDATE account SET trust_policy = ?", [policy.rawValue])
  }

  /// Counts a use, in a counter that only grows and by which sessions are ordered. What was sealed is counted too, for the
  /// store's generation.
  borrowing func count(_ use: SessionUse) throws {
    try run(
      "UPDATE account SET use_counter = use_counter + 1, sealed_count = sealed_count + ?", [use == .sealed])
  }

  private static func identityPlace(_ jid: JID, _ deviceID: DeviceID) -> RowSeal.Place {
    RowSeal.Place("account.sealed_identity", Array(jid.description.utf8), Array(deviceID.description.utf8))
  }
}
