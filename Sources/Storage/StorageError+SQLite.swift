import GRDB

extension StorageError {
  /// Sorts SQLite's result codes by what the caller can do.
  init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_ABORT, .SQLITE_INTERRUPT: self = .suspended
    case .SQLITE_FULL: self = .full
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: self = .corrupt
    default: self = .inputOutput(error.extendedResultCode.rawValue)
    }
  }
}
