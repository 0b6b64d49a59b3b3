internal import CPostgreSQL

/// A result of libpq's, freed when it goes out of scope.
@safe
struct PostgreSQLResult: ~Copyable {
  private let handle: OpaquePointer

  /// Takes over what an `exec` function returned.
  ///
  /// - Throws: ``PostgreSQLError/refused(state:)``.
  init(_ result: OpaquePointer) throws(PostgreSQLError) {
    switch unsafe PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK: unsafe handle = result
    default:
      // 'C' is PG_DIAG_SQLSTATE.
      let state = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { unsafe String(cString: $0) }
      unsafe PQclear(result)
      throw state.map { .refused(state: $0) } ?? .disconnected
    }
  }

  deinit {
    unsafe PQclear(handle)
  }

  /// All rows, column by column.
  ///
  /// - Throws: ``PostgreSQLError/malformed``.
  func rows() throws(PostgreSQLError) -> [[PostgreSQLValue]] {
    let columns = unsafe PQnfields(handle)
    var rows: [[PostgreSQLValue]] = []
    for row in 0..<(unsafe PQntuples(handle)) {
      var values: [PostgreSQLValue] = []
      for column in 0..<columns { values.append(try value(row, column)) }
      rows.append(values)
    }
    return rows
  }

  private func value(_ row: Int32, _ column: Int32) throws(PostgreSQLError) -> PostgreSQLValue {
    guard unsafe PQgetisnull(handle, row, column) == 0, let start = unsafe PQgetvalue(handle, row, column) else {
      return .null
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
    return try PostgreSQLValue(
      unsafe String(decoding: bytes, as: UTF8.self), type: unsafe PQftype(handle, column))
  }
}
