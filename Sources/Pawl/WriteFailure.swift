/// What the app's own part of a transaction threw. It passes the store under this name: the store takes SQLite's errors for its
/// own, and an app that is told that its keys are damaged because a statement of its own failed makes a new device.
struct WriteFailure: Error {
  let cause: any Error

  static func marking(_ write: () throws -> Void) throws(WriteFailure) {
    do { try write() } catch { throw WriteFailure(cause: error) }
  }
}
