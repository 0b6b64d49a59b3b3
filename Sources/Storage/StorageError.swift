/// Why the store could not do what it was asked. Nothing was changed, except with ``mirrorFailed``.
public enum StorageError: Error, Equatable, Sendable {
  /// There is no store at the path.
  case missing
  /// There is one already.
  case exists
  /// The key does not open this store.
  case wrongKey
  /// The file is no store, or it is damaged, or a sealed value was moved or altered.
  case corrupt
  /// The store was written by a later version of this library.
  case newerVersion
  /// Another process held the store for too long.
  case busy
  /// The disk is full.
  case full
  /// The app is about to be suspended and the store takes no lock: GRDB's `Database.suspendNotification`
  /// was posted.
  case suspended
  /// What was done is on disk, but its mark in the mirror is not: nothing of it may be sent. A store that is put back to
  /// before it would not be found out, and would use the same message keys again. Rows that the app wrote in the same
  /// transaction are on disk, too: delete those that are to be sent. On opening: the mirror cannot be read or written, and
  /// nothing was changed.
  case mirrorFailed
  /// The file system refused. The number is SQLite's extended result code.
  case inputOutput(Int32)
}
