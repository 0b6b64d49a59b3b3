/// How often the account's device lists are published because this device is missing on one.
///
/// Of two clients that each take the other off the list, or a server that drops every publication, none comes to an end by
/// itself. The next login, or the user's `publish`, is not bound by it.
package struct PublicationBudget {
  /// 10 in an hour: far above what logins of a few new devices in a row take.
  package static let limit = 10
  /// Seconds.
  package static let period: Int64 = 3600

  private var spent: [Int64] = []

  package init() {}

  /// - Parameter now: seconds since 1970.
  /// - Returns: whether one more is allowed; it then counts.
  package mutating func spend(at now: Int64) -> Bool {
    // A clock that was set back must not hold them up for ever.
    spent.removeAll { $0 <= now - Self.period || $0 > now }
    guard spent.count < Self.limit else { return false }
    spent.append(now)
    return true
  }
}
