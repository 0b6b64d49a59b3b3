import CSodium

/// Random values that are no secrets: padding, identifiers, the choice of a prekey. Secrets come from
/// ``SecretBytes/init(randomCount:)``.
package enum Random {
  /// `count` random bytes.
  package static func bytes(_ count: Int) -> [UInt8] {
    Sodium.initialise()
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBytes { unsafe randombytes_buf($0.octets, $0.count) }
    return bytes
  }

  /// A uniform number in `range`, without modulo bias.
  package static func number(in range: ClosedRange<UInt32>) -> UInt32 {
    Sodium.initialise()
    let span = range.upperBound - range.lowerBound
    guard span < .max else { return randombytes_random() }
    return range.lowerBound + randombytes_uniform(span + 1)
  }
}
