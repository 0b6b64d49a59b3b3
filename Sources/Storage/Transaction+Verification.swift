import GRDB
package import OMEMO
import Primitives
package import XML

/// Runs of the shared-secret protocol: one with a device, under way or over.
extension Transaction {
  /// The run that is under way with a device.
  package borrowing func verification(with device: DeviceID, of jid: JID) throws -> VerificationRecord? {
    guard
      let row = try row(
        "SELECT * FROM verification_runs WHERE jid = ? AND device_id = ? AND sealed_record IS NOT NULL",
        [jid.bare.description, device.value])
    else { return nil }
    let session = SessionID(
      jid: jid, device: device, exchangeKey: try X25519PublicKey(stored: row.bytes("exchange_key")))
    let run = row.bytes("run")
    let record = try seal.opened(row.bytes("sealed_record"), Self.verificationPlace(session, run))
    return VerificationRecord(session: session, run: run, isInitiator: row["is_initiator"], record: record)
  }

  /// Whether the last run with a device had this name and is over: nothing of that name is ever taken again.
  package borrowing func isOver(verification run: [UInt8], with device: DeviceID, of jid: JID) throws -> Bool {
    try row(
      "SELECT 1 FROM verification_runs WHERE jid = ? AND device_id = ? AND run = ? AND outcome IS NOT NULL",
      [jid.bare.description, device.value, run.blob]) != nil
  }

  /// Puts a run in the place of whatever is known of the device's last one.
  package borrowing func save(_ verification: borrowing VerificationRecord, now: Int64) throws {
    let session = verification.session
    let sealed = seal.sealed(verification.record, Self.verificationPlace(session, verification.run))
    try run(
      "INSERT OR REPLACE INTO verification_runs VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
      [
        session.jid.description, session.device.value, verification.run.blob, session.exchangeKey.encoded.blob,
        verification.isInitiator, sealed.blob, now,
      ])
  }

  /// Ends the run that is under way with a device. Its record is gone; how it ended stays.
  package borrowing func endVerification(
    _ outcome: VerificationOutcome, with device: DeviceID, of jid: JID, now: Int64
  ) throws {
    try run(
      """
      UPDATE verification_runs SET sealed_record = NULL, outcome = ?, changed_at = ?
      WHERE jid = ? AND device_id = ? AND sealed_record IS NOT NULL
      """, [outcome.rawValue, now, jid.bare.description, device.value])
  }

  /// The last run with each device that there was one with, by account and device.
  package borrowing func verifications() throws -> [VerificationSummary] {
    try rows("SELECT * FROM verification_runs ORDER BY jid, device_id").map { row in
      let name: String? = row["outcome"]
      let outcome = name.flatMap { VerificationOutcome(rawValue: $0) }
      guard (name == nil) == (outcome == nil) else { throw StorageError.corrupt }
      return VerificationSummary(
        jid: try JID(row["jid"] as String), device: try row.deviceID(), run: row.bytes("run"), isInitiator: row["is_initiator"],
        outcome: outcome)
    }
  }

  /// Ends every run: the store was put back.
  borrowing func dropVerificationRuns() throws {
    try run(
      "UPDATE verification_runs SET sealed_record = NULL, outcome = ? WHERE sealed_record IS NOT NULL",
      [VerificationOutcome.dropped.rawValue])
  }

  private static func verificationPlace(_ session: SessionID, _ run: [UInt8]) -> RowSeal.Place {
    RowSeal.Place("verification_runs.sealed_record", session.row[0], session.row[1], session.row[2], run)
  }
}
