import Testing
import XML

@Suite("Strict decimals")
struct StrictDecimalTests {
  @Test(
    "A number has one spelling",
    arguments: [("0", 0), ("1", 1), ("10", 10), ("2147483647", 2_147_483_647), ("4294967295", UInt32.max)])
  func accepted(text: String, expected: UInt32) {
    #expect(UInt32(strictDecimal: text) == expected)
  }

  @Test(
    "E10 integers: any other spelling is refused",
    arguments: [
      "", " ", "+1", "-1", "-0", "+0", " 1", "1 ", "1\n", "\t1", "01", "00", "007", "1e3", "1.0", "0x1", "1_000",
      "1,000", "4294967296", "4294967300", "42949672950", "99999999999999999999999999", "18446744073709551617", "NaN",
      "\u{661}\u{662}", "\u{FF11}", "\u{1D7CF}", "²", "1\u{301}", "1\0", "\u{FEFF}1", "½", "৪",
    ])
  func refused(_ text: String) {
    #expect(UInt32(strictDecimal: text) == nil)
    #expect(text.utf8.count > 9 || UInt64(strictDecimal: text) == nil)
  }

  @Test("Every width stops at its own limit")
  func widths() {
    #expect(UInt8(strictDecimal: "255") == 255)
    #expect(UInt8(strictDecimal: "256") == nil)
    #expect(UInt8(strictDecimal: "260") == nil)
    #expect(Int8(strictDecimal: "127") == 127)
    #expect(Int8(strictDecimal: "128") == nil)
    #expect(Int64(strictDecimal: "9223372036854775807") == .max)
    #expect(Int64(strictDecimal: "9223372036854775808") == nil)
    #expect(UInt64(strictDecimal: "18446744073709551615") == .max)
    #expect(UInt64(strictDecimal: "18446744073709551616") == nil)
  }
}
