import Primitives

/// Counts what would be written.
struct BackupMeasure: BackupOutput {
  private(set) var byteCount = 0

  mutating func append(_ bytes: [UInt8]) {
    byteCount += bytes.count
  }

  mutating func append(_ secret: borrowing SecretBytes) {
    byteCount += secret.count
  }
}
