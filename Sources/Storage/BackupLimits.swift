import Primitives

/// The bounds on a backup. They hold for writing and for reading: what is written can be read again.
package enum BackupLimits {
  /// Bytes of a file: 16 MiB. A device with a thousand contacts and fifty tokens of each has about 8 MB.
  package static let fileBytes = 16 * 1024 * 1024

  /// Bytes of the body that a file of ``fileBytes`` holds.
  static let bodyBytes = fileBytes - BackupHeader.byteCount - XChaCha20Poly1305.overhead

  /// Devices with a trust record, of all contacts: more than people meet, and what fits the file.
  package static let devices = 65_536

  /// Push tokens of each of the three kinds.
  package static let tokens = 65_536

  /// UTF-8 bytes of a bare JID: two parts of 1023 and the `@` (RFC 7622, section 3.1).
  static let jidBytes = 2 * 1023 + 1

  /// UTF-8 bytes of a token: 40 digits.
  static let tokenBytes = 40

  /// UTF-8 bytes of the name of a trust state, a trust policy or a token's state.
  static let nameBytes = 32

  /// What a header may ask of Argon2id. It is read before anything is authenticated, so a forged one must take neither
  /// all memory nor an hour: 256 MiB, four times what is written, and not the gigabyte of ``Argon2id/Cost/accepted``,
  /// since a store's header comes from our own disk and a backup from anywhere.
  static let passes = Argon2id.Cost.accepted.passes
  static let kibibytes = Argon2id.Cost.accepted.kibibytes.lowerBound...(256 * 1024)
}
