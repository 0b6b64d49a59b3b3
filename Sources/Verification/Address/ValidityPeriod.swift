package import XML

/// From when to when a statement is good.
package struct ValidityPeriod: Hashable, Sendable {
  package let issued: DateTime
  /// The first moment at which it is good no more.
  package let expires: DateTime

  /// - Throws: ``StatementError/invalidPeriod``.
  package init(issued: DateTime, expires: DateTime) throws(StatementError) {
    let seconds = expires.secondsSinceEpoch - issued.secondsSinceEpoch
    guard issued.secondsSinceEpoch >= 0, (1...StatementLimits.lifetime).contains(seconds) else { throw .invalidPeriod }
    self.issued = issued
    self.expires = expires
  }

  /// 16 bytes: both moments in seconds since 1970, 8 bytes each.
  var encoded: [UInt8] {
    UInt64(issued.secondsSinceEpoch).bigEndianBytes + UInt64(expires.secondsSinceEpoch).bigEndianBytes
  }

  init(_ reader: inout OctetReader) throws(StatementError) {
    guard let issued: UInt64 = reader.number(), let expires: UInt64 = reader.number() else { throw .malformed }
    try self.init(issued: Self.date(issued), expires: Self.date(expires))
  }

  /// - Throws: ``StatementError/notYetValid``.
  func checkBegun(_ now: DateTime) throws(StatementError) {
    guard issued.secondsSinceEpoch - StatementLimits.clockTolerance <= now.secondsSinceEpoch else {
      throw .notYetValid
    }
  }

  /// - Throws: ``StatementError/expired``.
  func checkNotOver(_ now: DateTime) throws(StatementError) {
    guard now < expires else { throw .expired }
  }

  /// A date within the years that dates here have, so that no number is read as another one.
  private static func date(_ seconds: UInt64) throws(StatementError) -> DateTime {
    guard let seconds = Int64(exactly: seconds), DateTime(secondsSinceEpoch: seconds).secondsSinceEpoch == seconds
    else {
      throw .invalidPeriod
    }
    return DateTime(secondsSinceEpoch: seconds)
  }
}
