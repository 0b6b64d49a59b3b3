import PostgreSQL
import TestSupport
import Testing

@Suite("libpq")
struct PostgreSQLTests {
  private static func connect() throws -> PostgreSQLConnection {
    try PostgreSQLConnection(url: PostgreSQLCluster.shared.get().url)
  }

  @Test("Every kind of value goes in and comes out unchanged", arguments: [
    [PostgreSQLValue.null, .integer(.min), .text("naïve ' ; -- \u{1F512}"), .bytes([0, 1, 0x5C, 0xFF, 0])],
    [.integer(.max), .integer(0), .text(""), .bytes([])],
  ])
  func roundTrip(values: [PostgreSQLValue]) throws {
    let connection = try Self.connect()
    let rows = try connection.execute("SELECT $1::bigint, $2::bigint, $3::text, $4::bytea", values)
    #expect(rows == [values])
  }

  @Test("A value is no part of the statement")
  func injection() throws {
    let connection = try Self.connect()
    let rows = try connection.execute("SELECT $1::text", [.text("'; DROP TABLE x; --")])
    #expect(rows == [[.text("'; DROP TABLE x; --")]])
    #expect(throws: PostgreSQLError.refused(state: "42601")) { try connection.execute("SELECT 1; SELECT 2", []) }
  }

  @Test("A refusal has its code, and the connection goes on")
  func refusal() throws {
    let connection = try Self.connect()
    #expect(throws: PostgreSQLError.refused(state: "42P01")) { try connection.execute("SELECT * FROM nowhere", []) }
    #expect(try connection.execute("SELECT 1::bigint", []) == [[.integer(1)]])
    let isBroken = connection.isBroken
    #expect(!isBroken)
  }

  @Test("A server that does not do its work is told from a statement that is wrong", arguments: [
    ("57014", true), ("57P01", true), ("53100", true), ("58030", true), ("25006", true), ("42501", true), ("42P01", false),
    ("23503", false), ("40P01", false), ("55P03", true), ("", false),
  ])
  func serverFailure(state: String, isServerFailure: Bool) {
    #expect(PostgreSQLError.refused(state: state).isServerFailure == isServerFailure)
  }

  @Test("Nobody there is no trap")
  func nobody() {
    #expect(throws: PostgreSQLError.disconnected) {
      _ = try PostgreSQLConnection(url: "postgres://nobody@/x?host=/nowhere").isBroken
    }
    #expect(throws: PostgreSQLError.disconnected) { _ = try PostgreSQLConnection(url: "no url at all").isBroken }
  }

  @Test("A connection that the server ends says so")
  func terminated() throws {
    let connection = try Self.connect()
    let other = try Self.connect()
    guard case .integer(let process)? = try connection.execute("SELECT pg_backend_pid()", []).first?.first else {
      return #expect(Bool(false))
    }
    _ = try other.execute("SELECT pg_terminate_backend($1::int)", [.integer(process)])
    #expect(throws: PostgreSQLError.disconnected) { try connection.execute("SELECT 1", []) }
    let isBroken = connection.isBroken
    #expect(isBroken)
  }
}
