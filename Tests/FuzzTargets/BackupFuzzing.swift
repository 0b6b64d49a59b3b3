import Primitives
import Storage

enum BackupFuzzing {
  /// The header, and the body as it is once it was opened: each value has one encoding.
  static func run(_ input: [UInt8]) {
    _ = try? BackupHeader(reading: input)
    guard let backup = try? Backup(body: SecretBytes(copying: input)) else { return }
    precondition((try? backup.body().declassified()) == input, "a body with two encodings")
  }
}
