/// Takes the fields of a fixed layout from bytes, one after another. Every read checks the bounds.
struct OctetReader {
  private var remaining: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    remaining = bytes[...]
  }

  /// Whether every byte was taken. What is signed or proven has no room for more than its fields.
  var isAtEnd: Bool {
    remaining.isEmpty
  }

  /// - Returns: `nil` when fewer bytes are left.
  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard remaining.count >= count else { return nil }
    defer { remaining.removeFirst(count) }
    return Array(remaining.prefix(count))
  }

  /// All that is left.
  mutating func rest() -> [UInt8] {
    defer { remaining = [] }
    return Array(remaining)
  }

  /// A big-endian number.
  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type = Number.self) -> Number? {
    bytes(Number.bitWidth / 8)?.reduce(0) { $0 << 8 | Number($1) }
  }
}
