package import OMEMO
package import Primitives
package import XML

/// A run of the shared-secret protocol that is under way with a device.
package struct VerificationRecord: ~Copyable {
  /// With which device, and in which session.
  package let session: SessionID
  /// The run's name, 16 bytes.
  package let run: [UInt8]
  /// Whether this device began it.
  package let isInitiator: Bool
  /// The run's own record, as its protocol has it.
  package let record: SecretBytes

  package init(session: SessionID, run: [UInt8], isInitiator: Bool, record: consuming SecretBytes) {
    self.session = session
    self.run = run
    self.isInitiator = isInitiator
    self.record = record
  }

  package consuming func intoRecord() -> SecretBytes {
    record
  }
}

/// How a run ended that there is none of any more.
package enum VerificationOutcome: String, Sendable, CaseIterable {
  case match
  case noMatch = "no-match"
  /// A message did not fit, or a proof did not hold.
  case failed
  /// One of the two gave it up.
  case aborted
  /// The store was put back to an earlier state.
  case dropped
}

/// The last run with a device.
package struct VerificationSummary: Sendable {
  package let jid: JID
  package let device: DeviceID
  /// 16 bytes.
  package let run: [UInt8]
  package let isInitiator: Bool
  /// `nil` while it is under way.
  package let outcome: VerificationOutcome?
}
