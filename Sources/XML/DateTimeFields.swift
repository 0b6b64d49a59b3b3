/// The fields of a ``DateTime``, taken from its text one after another.
struct DateTimeFields {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = text[...].utf8
  }

  /// Takes a number of exactly so many ASCII digits.
  mutating func number(digits: Int, in range: ClosedRange<Int64>) throws(XMLError) -> Int64 {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = takeDigit() else { throw .invalidValue }
      value = value * 10 + digit
    }
    guard range.contains(value) else { throw .invalidValue }
    return value
  }

  mutating func expect(_ character: Unicode.Scalar) throws(XMLError) {
    guard take(character) else { throw .invalidValue }
  }

  mutating func skipFraction() throws(XMLError) {
    guard take(".") else { return }
    var count = 0
    while takeDigit() != nil { count += 1 }
    guard (1...Self.maximumFractionDigits).contains(count) else { throw .invalidValue }
  }

  /// Takes the time zone, with which the text must end, and returns its seconds east of UTC.
  mutating func offset() throws(XMLError) -> Int64 {
    var offset: Int64 = 0
    if !take("Z") {
      let isEast = take("+")
      if !isEast { try expect("-") }
      let hours = try number(digits: 2, in: 0...14)
      try expect(":")
      let minutes = try number(digits: 2, in: 0...(hours == 14 ? 0 : 59))
      offset = (hours * 3600 + minutes * 60) * (isEast ? 1 : -1)
    }
    guard rest.isEmpty else { throw .invalidValue }
    return offset
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = rest.first, UInt32(byte) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func takeDigit() -> Int64? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }

  /// Nanoseconds; nobody sends more.
  private static let maximumFractionDigits = 9
}
