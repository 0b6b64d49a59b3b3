/// A day of the Gregorian calendar, extended backwards, and its number in days since 1970-01-01.
///
/// The arithmetic counts from 1 March of year 0: with February last, a leap day falls at the end of a year, and a year
/// at the end of its era of 400 years, so no table is needed.
struct CivilDate: Equatable {
  let year: Int64
  let month: Int64
  let day: Int64

  init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// - Parameter daysSinceEpoch: No earlier than 0000-03-01.
  init(daysSinceEpoch: Int64) {
    let days = daysSinceEpoch + Self.daysToEpoch
    let dayOfEra = days % Self.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - Self.days(beforeYear: yearOfEra)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - Self.days(beforeMonth: monthFromMarch) + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = days / Self.daysPerEra * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  }

  /// For dates from 0000-03-01 on.
  var daysSinceEpoch: Int64 {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let monthFromMarch = month <= 2 ? month + 9 : month - 3
    return Self.days(beforeYear: yearFromMarch) + Self.days(beforeMonth: monthFromMarch) + day - 1 - Self.daysToEpoch
  }

  static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1 March of year 0 to 1 March of `year`.
  private static func days(beforeYear year: Int64) -> Int64 {
    365 * year + year / 4 - year / 100 + year / 400
  }

  /// Days from 1 March to the first of the month that is so many months later; 153 days are in every five of them.
  private static func days(beforeMonth monthFromMarch: Int64) -> Int64 {
    (153 * monthFromMarch + 2) / 5
  }

  private static let daysPerEra: Int64 = 146_097

  /// From 0000-03-01 to 1970-01-01.
  private static let daysToEpoch: Int64 = 719_468
}
