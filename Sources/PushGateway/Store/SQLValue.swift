/// A parameter of a statement, or a column of its result.
enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case text(String)
  case bytes([UInt8])

  static func text(_ text: String?) -> SQLValue {
    text.map { .text($0) } ?? .null
  }

  static func flag(_ flag: Bool) -> SQLValue {
    .integer(flag ? 1 : 0)
  }
}

/// A row of a result: its columns in order.
struct SQLRow: Sendable {
  let values: [SQLValue]

  /// - Throws: ``StoreError/corrupt`` where the column is another.
  func text(_ index: Int) throws(StoreError) -> String {
    guard let text = optionalText(index) else { throw .corrupt }
    return text
  }

  func optionalText(_ index: Int) -> String? {
    if values.indices.contains(index), case .text(let text) = values[index] { text } else { nil }
  }

  func integer(_ index: Int) throws(StoreError) -> Int64 {
    guard let number = optionalInteger(index) else { throw .corrupt }
    return number
  }

  func optionalInteger(_ index: Int) -> Int64? {
    if values.indices.contains(index), case .integer(let number) = values[index] { number } else { nil }
  }

  func flag(_ index: Int) throws(StoreError) -> Bool {
    try integer(index) != 0
  }

  func bytes(_ index: Int) throws(StoreError) -> [UInt8] {
    guard values.indices.contains(index), case .bytes(let bytes) = values[index] else { throw .corrupt }
    return bytes
  }
}
