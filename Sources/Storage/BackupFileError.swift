/// Why a backup could not be written or read.
package enum BackupFileError: Error, Equatable, Sendable {
  /// The file does not begin as a backup does.
  case notABackup
  /// The backup was written by a later version of this library.
  case newerVersion
  /// The file was cut or altered, or the passphrase is another. Which of them is not said: an answer that tells a wrong
  /// passphrase from a bad byte helps whoever guesses.
  case damagedOrWrongPassphrase
  /// There is more to keep than ``BackupLimits`` allows.
  case tooLarge
  /// The system gave no memory for the key, or for its derivation.
  case noMemory
}
