/// The bounds of signed statements. Periods are in seconds.
package enum StatementLimits {
  /// The UTF-8 bytes of one address. RFC 7622 permits 2047; addresses in use have fewer than 100, and an onion address
  /// with a key in front has 115.
  package static let jidBytes = 512

  /// Addresses of one person. Each may be tried, one after the other, before a message leaves.
  package static let addresses = 16

  /// How long a statement may be good for: 366 days. A server that withholds a revocation gains no more than this.
  package static let lifetime: Int64 = 366 * 24 * 3600

  /// How far in the future a statement may have been issued: a day, for clocks that are wrong.
  package static let clockTolerance: Int64 = 24 * 3600
}
