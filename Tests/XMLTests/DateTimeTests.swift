import Testing
import XML

@Suite("Date and time (XEP-0082)")
struct DateTimeTests {
  @Test(
    "A moment is read, and written in UTC",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
      ("2004-01-25T06:05:00Z", 1_075_010_700, "2004-01-25T06:05:00Z"),
      ("1969-07-21T02:56:15Z", -14_159_025, "1969-07-21T02:56:15Z"),
      ("1969-07-20T21:56:15-05:00", -14_159_025, "1969-07-21T02:56:15Z"),
      ("1969-12-31T23:59:59Z", -1, "1969-12-31T23:59:59Z"),
      ("2000-02-29T00:00:00Z", 951_782_400, "2000-02-29T00:00:00Z"),
      ("2024-02-29T23:59:59.999999999Z", 1_709_251_199, "2024-02-29T23:59:59Z"),
      ("2024-03-01T00:00:00.1+00:00", 1_709_251_200, "2024-03-01T00:00:00Z"),
      ("2024-03-01T05:45:00+05:45", 1_709_251_200, "2024-03-01T00:00:00Z"),
      ("2038-01-19T03:14:08-00:00", 2_147_483_648, "2038-01-19T03:14:08Z"),
      ("2100-03-01T14:00:00+14:00", 4_107_542_400, "2100-03-01T00:00:00Z"),
      ("0001-01-01T00:00:00Z", -62_135_596_800, "0001-01-01T00:00:00Z"),
      ("0001-03-01T00:00:00Z", -62_130_499_200, "0001-03-01T00:00:00Z"),
      ("9999-12-31T23:59:59Z", 253_402_300_799, "9999-12-31T23:59:59Z"),
    ] as [(String, Int64, String)])
  func accepted(text: String, seconds: Int64, written: String) throws {
    let moment = try DateTime(text)
    #expect(moment.secondsSinceEpoch == seconds)
    #expect(moment.description == written)
    #expect(DateTime(secondsSinceEpoch: seconds) == moment)
  }

  @Test(
    "E7 bad timestamps: a bad timestamp is refused",
    arguments: [
      "", "Z", "2004", "2004-01-25", "06:05:00Z", "2004-01-25T06:05:00", "2004-01-25 06:05:00Z", "2004-01-25t06:05:00Z",
      "2004-01-25T06:05:00z", "2004-01-25T06:05Z", "2004-01-25T06:05:00Z ", " 2004-01-25T06:05:00Z",
      "2004-1-25T06:05:00Z", "04-01-25T06:05:00Z", "12004-01-25T06:05:00Z", "-004-01-25T06:05:00Z",
      "+2004-01-25T06:05:00Z", "20040125T06:05:00Z", "0000-01-01T00:00:00Z", "2004-00-25T06:05:00Z",
      "2004-13-25T06:05:00Z", "2004-01-00T06:05:00Z", "2004-01-32T06:05:00Z", "2004-04-31T06:05:00Z",
      "2004-02-30T06:05:00Z", "2003-02-29T06:05:00Z", "1900-02-29T06:05:00Z", "2100-02-29T06:05:00Z",
      "2004-01-25T24:00:00Z", "2004-01-25T06:60:00Z", "2016-12-31T23:59:60Z", "2004-01-25T06:05:61Z",
      "2004-01-25T-6:05:00Z", "2004-01-25T06:05:00.Z", "2004-01-25T06:05:00.1234567890Z", "2004-01-25T06:05:00,5Z",
      "2004-01-25T06:05:00.-5Z", "2004-01-25T06:05:00+5:00", "2004-01-25T06:05:00+0500", "2004-01-25T06:05:00+05",
      "2004-01-25T06:05:00+14:01", "2004-01-25T06:05:00+15:00", "2004-01-25T06:05:00+05:60",
      "2004-01-25T06:05:00Z+00:00", "2004-01-25T06:05:00+00:00Z", "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01", "\u{662}004-01-25T06:05:00Z", "2004-01-25T06:05:00\u{FF3A}",
      "2004\u{2010}01-25T06:05:00Z", "20040125T06:05:00", "2004-01-25T06:05:00Z\0",
      "99999999999999999999-01-01T00:00:00Z",
    ])
  func refused(_ text: String) {
    #expect(throws: XMLError.invalidValue) { try DateTime(text) }
  }

  @Test("The clock's extremes neither trap nor leave the years that can be written")
  func extremes() {
    #expect(DateTime(secondsSinceEpoch: .max).description == "9999-12-31T23:59:59Z")
    #expect(DateTime(secondsSinceEpoch: .min).description == "0001-01-01T00:00:00Z")
  }

  @Test("A moment of every month in ten thousand years is written and read back, in order")
  func everyMonth() throws {
    var previous = ""
    for second in stride(from: -62_135_596_800 as Int64, through: 253_402_300_799, by: 86_400 * 27 + 3_661) {
      let moment = DateTime(secondsSinceEpoch: second)
      let text = moment.description
      #expect(try DateTime(text) == moment)
      #expect(text > previous)
      previous = text
    }
  }

  @Test("Moments are ordered as time is")
  func order() throws {
    #expect(try DateTime("2004-01-25T06:05:00+01:00") < DateTime("2004-01-25T06:05:00Z"))
  }
}
