extension FixedWidthInteger {
  /// Reads the one decimal spelling that a number from zero up has: ASCII digits, no sign, no leading zero, no
  /// overflow; anything else is `nil`.
  ///
  /// The standard library's `init(_:)` takes `+1` and `007`. An identifier with two spellings is two keys in one
  /// program's table and one in another's.
  package init?(strictDecimal text: String) {
    guard !text.isEmpty, !text.utf8.starts(with: "0".utf8) || text.utf8.count == 1 else { return nil }
    var value: Self = 0
    for byte in text.utf8 {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), let digit = Self(exactly: byte - 0x30) else {
        return nil
      }
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, exceeded) = tens.addingReportingOverflow(digit)
      guard !overflowed, !exceeded else { return nil }
      value = sum
    }
    self = value
  }
}
