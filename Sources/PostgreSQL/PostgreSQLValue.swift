/// A parameter of a statement, or a column of its result.
package enum PostgreSQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case text(String)
  case bytes([UInt8])

  /// As libpq sends it: bytes as they are, all else as text.
  var wireBytes: [UInt8]? {
    switch self {
    case .null: nil
    case .integer(let number): Array(String(number).utf8)
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    }
  }

  /// libpq's code for the form of ``wireBytes``: 0 text, 1 binary.
  var wireFormat: Int32 {
    if case .bytes = self { 1 } else { 0 }
  }

  /// Reads a column in text form.
  ///
  /// - Parameter type: the object identifier of the column's type.
  init(_ text: String, type: UInt32) throws(PostgreSQLError) {
    switch type {
    case Self.int8, Self.int4, Self.int2:
      guard let number = Int64(text) else { throw .malformed }
      self = .integer(number)
    case Self.bytea:
      guard text.hasPrefix(#"\x"#), let bytes = Self.bytes(hex: text.utf8.dropFirst(2)) else { throw .malformed }
      self = .bytes(bytes)
    default: self = .text(text)
    }
  }

  private static func bytes(hex: Substring.UTF8View) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hex.count / 2)
    var high: UInt8?
    for digit in hex {
      guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      if let first = high {
        bytes.append(first << 4 | UInt8(value))
        high = nil
      } else {
        high = UInt8(value)
      }
    }
    return high == nil ? bytes : nil
  }

  // The identifiers are fixed in PostgreSQL's catalogue (pg_type.dat).
  private static let bytea: UInt32 = 17
  private static let int8: UInt32 = 20
  private static let int2: UInt32 = 21
  private static let int4: UInt32 = 23
}
