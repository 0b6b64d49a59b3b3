public import Logging
public import OMEMO
public import Primitives
public import Storage

extension Device {
  /// The most bytes that a backup has, 16 MiB. Of a file that has more nothing need be read.
  public static let maximumBackupByteCount = BackupLimits.fileBytes

  /// What makes this device again after its store is lost: the identity, so that the fingerprint stays; what is known
  /// of others' devices and how far they are trusted; the push tokens. Sealed under a passphrase, for a file.
  ///
  /// Sessions are not in it. A session that is put back to an earlier state uses message keys a second time, which
  /// gives whoever saw both messages their difference.
  ///
  /// Strangers can make more devices and tokens known here than a backup takes. It is made all the same: keys that
  /// somebody decided on come first, then those of devices on a list, and what has no room is left out. A key that was
  /// left out is learned anew, as that of a new contact is.
  ///
  /// - Parameter passphrase: a long one. Whoever gets hold of the file can guess at it for as long as he likes.
  public func exportBackup(passphrase: borrowing SecretBytes) throws(BackupError) -> [UInt8] {
    try exportBackup(passphrase: passphrase, cost: .interactive)
  }

  /// The same, at another cost of guessing at the passphrase.
  package func exportBackup(passphrase: borrowing SecretBytes, cost: Argon2id.Cost) throws(BackupError) -> [UInt8] {
    guard passphrase.count > 0 else { throw .emptyPassphrase }
    do {
      return try store.transaction { try $0.backup() }.sealed(passphrase: passphrase, cost: cost)
    } catch {
      throw BackupError(error)
    }
  }

  /// Makes a device from a backup, and its store. It is a new device with the old identity: it has no sessions, and
  /// prekeys of its own. Import the account's device list, then publish the list and the bundles; others begin new
  /// sessions then, as this one does.
  ///
  /// To the device that was backed up nothing is ever sent. It should be gone: two devices of one identity cannot write
  /// to each other. Take it off the account's list.
  ///
  /// When it throws, no file is left behind.
  ///
  /// - Parameters:
  ///   - backup: what ``exportBackup(passphrase:)`` gave.
  ///   - path: of the SQLite file, which must not exist.
  ///   - key: a key file is created with the store.
  ///   - id: random if not given, since others hold sessions with the old one that nobody can read any more.
  ///   - now: seconds since 1970.
  ///   - logger: as for a new device.
  public init(
    restoring backup: [UInt8], passphrase: borrowing SecretBytes, to path: String, key: borrowing StoreKey,
    id: DeviceID? = nil, now: Int64, logger: Logger? = nil
  ) throws(BackupError) {
    do {
      let files = try BackupFiles(ofStoreAt: path, key: key)
      let backup = try Backup(opening: backup, passphrase: passphrase)
      let id = try Self.id(id, restoring: backup)
      do {
        try Self.restore(backup, to: Store(creating: path, key: key), id: id, now: now)
        try self.init(opening: path, key: key, logger: logger)
      } catch {
        files.remove()
        throw error
      }
    } catch {
      throw BackupError(error)
    }
  }

  private static func restore(_ backup: Backup, to store: Store, id: DeviceID, now: Int64) throws {
    do {
      try store.transaction { transaction in
        try transaction.restore(backup, as: id, now: now)
        try refillPreKeys(transaction)
      }
    } catch StorageError.corrupt {
      // The store is new, so it is the backup that holds what does not fit: an entry twice, or ids at their end.
      throw BackupError.damagedOrWrongPassphrase
    }
  }

  private static func id(_ wanted: DeviceID?, restoring backup: Backup) throws(BackupError) -> DeviceID {
    let taken = Set(backup.devices.filter { $0.jid == backup.account.jid }.map(\.id))
    if let wanted {
      guard !taken.contains(wanted) else { throw .deviceIDTaken }
      return wanted
    }
    var id = DeviceID.random()
    while taken.contains(id) || id == backup.account.deviceID { id = .random() }
    return id
  }
}
