/// A moment to the second, in the profile of ISO 8601 that XEP-0082 calls DateTime.
package struct DateTime: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted; within the years 1 to 9999.
  package let secondsSinceEpoch: Int64

  /// The moment so many seconds after the epoch, or the nearest one that the format can write: a clock beyond the year
  /// 9999 is broken, and what it gives must still not break the peer.
  package init(secondsSinceEpoch: Int64) {
    self.secondsSinceEpoch = min(max(secondsSinceEpoch, Self.range.lowerBound), Self.range.upperBound)
  }

  /// Reads `2004-01-25T06:05:00Z`: a fraction of up to nine digits is accepted and dropped, an offset `+hh:mm` applied.
  ///
  /// Strict, and in integers all the way: a bad timestamp once crashed Pidgin from afar (CVE-2013-6477).
  ///
  /// - Throws: ``XMLError/invalidValue``.
  package init(_ text: String) throws(XMLError) {
    var fields = DateTimeFields(text)
    let year = try fields.number(digits: 4, in: 1...9999)
    try fields.expect("-")
    let month = try fields.number(digits: 2, in: 1...12)
    try fields.expect("-")
    let day = try fields.number(digits: 2, in: 1...CivilDate.days(inMonth: month, of: year))
    try fields.expect("T")
    let hour = try fields.number(digits: 2, in: 0...23)
    try fields.expect(":")
    let minute = try fields.number(digits: 2, in: 0...59)
    try fields.expect(":")
    let second = try fields.number(digits: 2, in: 0...59)
    try fields.skipFraction()
    let offset = try fields.offset()
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let seconds = days * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset
    guard Self.range.contains(seconds) else { throw .invalidValue }
    secondsSinceEpoch = seconds
  }

  package var description: String {
    let second = secondsSinceEpoch - Self.secondsPerDay * daysSinceEpoch
    let date = CivilDate(daysSinceEpoch: daysSinceEpoch)
    let day = "\(Self.pad(date.year, 4))-\(Self.pad(date.month, 2))-\(Self.pad(date.day, 2))"
    return "\(day)T\(Self.pad(second / 3600, 2)):\(Self.pad(second / 60 % 60, 2)):\(Self.pad(second % 60, 2))Z"
  }

  package static func < (a: DateTime, b: DateTime) -> Bool {
    a.secondsSinceEpoch < b.secondsSinceEpoch
  }

  private var daysSinceEpoch: Int64 {
    let (days, second) = secondsSinceEpoch.quotientAndRemainder(dividingBy: Self.secondsPerDay)
    return second < 0 ? days - 1 : days
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static let secondsPerDay: Int64 = 86_400

  /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
  private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
}
