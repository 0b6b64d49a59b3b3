internal import CPostgreSQL

/// A failure that the server or the connection reported.
package enum PostgreSQLError: Error, Equatable, Sendable {
  /// No connection, or it is lost.
  case disconnected
}
