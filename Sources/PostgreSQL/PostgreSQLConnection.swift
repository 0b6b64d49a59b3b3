internal import CPostgreSQL

/// A connection to a PostgreSQL server over libpq, closed when it goes out of scope.
///
/// Every call blocks its thread until the server has answered. There is no pool, no cursor, and no way to put a value
/// into a statement but as a parameter. It is not for use by two threads at once.
@safe
package struct PostgreSQLConnection: ~Copyable {
  private let handle: OpaquePointer

  /// Connects and logs in.
  ///
  /// - Parameter url: `postgres://…` or `postgresql://…`, as libpq reads it.
  /// - Throws: ``PostgreSQLError/disconnected``.
  package init(url: String) throws(PostgreSQLError) {
    let parameters = Self.defaults + [("dbname", url)]
    let connection = unsafe Self.withStrings(parameters.map(\.0)) { keywords in
      unsafe Self.withStrings(parameters.map(\.1)) { values in
        // 1: the database's name may be a whole URL, whose parts go before the defaults.
        unsafe PQconnectdbParams(keywords, values, 1)
      }
    }
    guard let connection = unsafe connection else { throw .disconnected }
    guard unsafe PQstatus(connection) == CONNECTION_OK else {
      unsafe PQfinish(connection)
      throw .disconnected
    }
    unsafe handle = connection
    // Notices would go to standard error, and they quote.
    unsafe PQsetNoticeProcessor(connection, { _, _ in }, nil)
  }

  deinit {
    unsafe PQfinish(handle)
  }

  /// Whether the connection is lost for good.
  package var isBroken: Bool {
    unsafe PQstatus(handle) != CONNECTION_OK
  }

  /// Runs one statement with parameters `$1`, `$2` and so on, and returns its rows.
  ///
  /// - Throws: ``PostgreSQLError``.
  package func execute(_ sql: String, _ parameters: [PostgreSQLValue]) throws(PostgreSQLError) -> [[PostgreSQLValue]] {
    let result = unsafe Self.withPointers(to: parameters) { values, lengths in
      unsafe PQexecParams(
        handle, sql, Int32(parameters.count), nil, values, lengths, parameters.map(\.wireFormat), 0)
    }
    guard let result = unsafe result else { throw .disconnected }
    do throws(PostgreSQLError) {
      return try unsafe PostgreSQLResult(result).rows()
    } catch {
      throw isBroken ? .disconnected : error
    }
  }

  /// Runs statements without parameters, such as a schema.
  ///
  /// - Throws: ``PostgreSQLError``.
  package func execute(script: String) throws(PostgreSQLError) {
    guard let result = unsafe PQexec(handle, script) else { throw .disconnected }
    do throws(PostgreSQLError) {
      _ = try unsafe PostgreSQLResult(result)
    } catch {
      throw isBroken ? .disconnected : error
    }
  }

  /// Lends the parameters as libpq wants them, from one buffer; a text ends with a zero.
  private static func withPointers<Result>(
    to parameters: [PostgreSQLValue], _ body: ([UnsafePointer<CChar>?], [Int32]) -> Result
  ) -> Result {
    let values = parameters.map(\.wireBytes)
    var buffer: [UInt8] = []
    var offsets: [Int] = []
    for value in values {
      offsets.append(buffer.count)
      buffer += (value ?? []) + [0]
    }
    return unsafe buffer.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      var pointers: [UnsafePointer<CChar>?] = unsafe []
      for (value, offset) in zip(values, offsets) {
        unsafe pointers.append(value == nil ? nil : start.map { unsafe $0 + offset })
      }
      return unsafe body(pointers, values.map { Int32($0?.count ?? 0) })
    }
  }

  /// Lends strings as a list that ends with a null pointer.
  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
  ) -> Result {
    let values = strings.map(PostgreSQLValue.text)
    return unsafe withPointers(to: values) { pointers, _ in unsafe body(pointers + [nil]) }
  }

  /// What the URL may override. 5 s to connect and 10 s for a statement: a server that is gone must not hold all threads.
  private static let defaults = [
    ("connect_timeout", "5"), ("tcp_user_timeout", "10000"), ("application_name", "pawl-gateway"),
    ("client_encoding", "UTF8"), ("options", "-c statement_timeout=10s -c lock_timeout=5s"),
  ]
}
