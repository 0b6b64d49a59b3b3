package import Primitives

/// The part of a backup that stands in the clear: what it is, and how its key is made. Its layout is in ``Backup``.
///
/// It is authenticated together with the body: who changes the cost in a backup makes it unreadable, not weaker.
package struct BackupHeader: Equatable, Sendable {
  package static let byteCount = magic.count + 1 + Argon2id.saltByteCount + 2 * 4

  private let salt: [UInt8]
  private let cost: Argon2id.Cost

  /// A header for a new backup. The salt is new each time, so two backups of one passphrase have two keys.
  package init(cost: Argon2id.Cost = .interactive) {
    salt = Random.bytes(Argon2id.saltByteCount)
    self.cost = cost
  }

  /// Reads the header of a file, and checks the file's size.
  package init(reading file: [UInt8]) throws(BackupFileError) {
    guard file.starts(with: Self.magic) else { throw .notABackup }
    // A later version may have another header, so its length is looked at after the version.
    guard let version = file.dropFirst(Self.magic.count).first else { throw .damagedOrWrongPassphrase }
    guard version <= Self.version else { throw .newerVersion }
    guard version == Self.version, (Self.byteCount...BackupLimits.fileBytes).contains(file.count) else {
      throw .damagedOrWrongPassphrase
    }
    let fields = file[(Self.magic.count + 1)..<Self.byteCount]
    salt = Array(fields.prefix(Argon2id.saltByteCount))
    cost = Argon2id.Cost(
      passes: Self.number(fields.dropLast(4).suffix(4)), kibibytes: Self.number(fields.suffix(4)))
    guard BackupLimits.passes.contains(cost.passes), BackupLimits.kibibytes.contains(cost.kibibytes) else {
      throw .damagedOrWrongPassphrase
    }
  }

  /// The whole file: the header, and the body sealed.
  package func seal(
    _ body: borrowing SecretBytes, passphrase: borrowing SecretBytes
  ) throws(BackupFileError) -> [UInt8] {
    let key = try key(from: passphrase)
    return encoded + XChaCha20Poly1305.seal(body, key: key, associatedData: encoded)
  }

  /// Opens the body of the file that this header was read from.
  func openBody(of file: [UInt8], passphrase: borrowing SecretBytes) throws(BackupFileError) -> SecretBytes {
    let key = try key(from: passphrase)
    do {
      return try XChaCha20Poly1305.open(
        Array(file.dropFirst(Self.byteCount)), key: key, associatedData: Array(file.prefix(Self.byteCount)))
    } catch {
      throw .damagedOrWrongPassphrase
    }
  }

  private var encoded: [UInt8] {
    Self.magic + [Self.version] + salt + Self.bytes(cost.passes) + Self.bytes(cost.kibibytes)
  }

  private func key(from passphrase: borrowing SecretBytes) throws(BackupFileError) -> GuardedBytes {
    do {
      return try GuardedBytes(Argon2id.deriveKey(passphrase: passphrase, salt: salt, cost: cost))
    } catch {
      throw .noMemory  // the cost is within bounds, so nothing else can fail
    }
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  private static func bytes(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  private static let magic = Array("PAWLBACKUP".utf8)
  private static let version: UInt8 = 1
}
