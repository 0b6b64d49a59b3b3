import GRDB
import Primitives

/// Whether this store is the one that it was: see ``GenerationMirror``.
extension Transaction {
  static let storeIDByteCount = 16

  /// How far the store has come; `nil` before it has an account.
  borrowing func generation() throws -> StoreGeneration? {
    try row("SELECT store_id, sealed_count FROM account").map { row in
      StoreGeneration(storeID: row.bytes("store_id"), count: row["sealed_count"])
    }
  }

  /// Compares the store with what its mirror says, on opening. In a store that was put back or copied no session is used for
  /// sending any more, and it gets another name, so that of two copies each is found out.
  ///
  /// - Returns: whether sessions were taken out of use.
  borrowing func compare(withMirrored mirrored: StoreGeneration?) throws -> Bool {
    guard let own = try generation(), let row = try row("SELECT is_mirrored FROM account") else { return false }
    let isMirrored: Bool = row["is_mirrored"]
    // Whatever it says: the loss of a mirror that was there would else pass for the first look at one.
    try run("UPDATE account SET is_mirrored = 1 WHERE NOT is_mirrored")
    if let mirrored, mirrored.storeID == own.storeID, mirrored.count <= own.count { return false }
    // The first mirror of a store has nothing to say yet. Where one has, the file was put back to what it was before it had a
    // mirror, and does not know that it ever had one. The mirror may name what the store became when that was found out
    // before, this time or another.
    guard isMirrored || mirrored != nil else { return false }
    try run("UPDATE account SET store_id = ?", [Random.bytes(Self.storeIDByteCount).blob])
    // Sessions still open late messages.
    try run("UPDATE sessions SET is_sendable = 0")
    // An older record of a run would give the peer another guess at the secret.
    try dropVerificationRuns()
    try skipPreKeyIDs()
    try hideOneTimePreKeys()
    try setBundleDue()
    return true
  }
}
