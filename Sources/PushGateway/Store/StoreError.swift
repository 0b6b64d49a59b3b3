/// Why the database did not do what was asked. Nothing of it was done, or, where the connection was lost, it is not known.
package enum StoreError: Error, Equatable, Sendable {
  /// It cannot be reached, read or written, or is busy beyond patience. Trying again may help.
  case unavailable
  /// It refused a statement of this transaction, such as one about a row that is gone meanwhile. It says nothing of others.
  case refused
  /// The URL is none of a database that is known here.
  case invalidURL
  /// A value in the database is not what this program writes.
  case corrupt
  /// A later version of the gateway wrote the database.
  case newerVersion
}
