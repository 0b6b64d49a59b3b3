/// An element of the field of integers modulo p = 2^255 - 19, for the map between Curve25519 and Ed25519.
///
/// libsodium maps Edwards to Montgomery but not back. This serves the way back, on public keys only, so it may branch
/// on its values. It is not for secrets.
struct FieldElement: Equatable {
  /// Four little-endian limbs, always below p.
  private var limbs: [UInt64]

  static let one = FieldElement(limbs: [1, 0, 0, 0])

  /// Reads 32 little-endian bytes; bit 255 is ignored and the value reduced.
  init(_ bytes: [UInt8]) {
    limbs = (0..<4).map { limb in
      (0..<8).reduce(0) { $0 | UInt64(bytes[limb * 8 + $1]) << UInt64($1 * 8) }
    }
    limbs[3] &= UInt64.max >> 1
    reduceOnce()
  }

  private init(limbs: [UInt64]) {
    self.limbs = limbs
  }

  var bytes: [UInt8] {
    limbs.flatMap { limb in (0..<8).map { UInt8(truncatingIfNeeded: limb >> UInt64($0 * 8)) } }
  }

  /// Whether 32 bytes are the one reduced encoding of a field element: below p, bit 255 clear.
  static func isCanonical(_ bytes: [UInt8]) -> Bool {
    guard bytes[31] & 0x80 == 0 else { return false }
    return !(bytes[31] == 0x7f && bytes[1...30].allSatisfy { $0 == 0xff } && bytes[0] >= 0xed)
  }

  static func + (a: FieldElement, b: FieldElement) -> FieldElement {
    var sum = a.limbs
    var carry = false
    for i in 0..<4 {
      let (first, overflow) = sum[i].addingReportingOverflow(b.limbs[i])
      let (second, overflowAgain) = first.addingReportingOverflow(carry ? 1 : 0)
      sum[i] = second
      carry = overflow || overflowAgain
    }
    var result = FieldElement(limbs: sum)  // a, b < 2^255: no carry leaves the top limb
    result.reduceOnce()
    return result
  }

  static func - (a: FieldElement, b: FieldElement) -> FieldElement {
    // a - b = a + (p - b), and p - b is p minus a reduced value, so it does not borrow.
    a + FieldElement(limbs: subtract(modulus, b.limbs).difference)
  }

  static func * (a: FieldElement, b: FieldElement) -> FieldElement {
    var wide = [UInt64](repeating: 0, count: 8)
    for i in 0..<4 {
      var carry: UInt64 = 0
      for j in 0..<4 {
        (carry, wide[i + j]) = multiplyAdd(a.limbs[i], b.limbs[j], wide[i + j], carry)
      }
      wide[i + 4] = carry
    }
    // 2^256 = 38 (mod p): fold the high half, then the small rest of that.
    var low = Array(wide[0..<4])
    var carry: UInt64 = 0
    for i in 0..<4 {
      (carry, low[i]) = multiplyAdd(wide[i + 4], 38, low[i], carry)
    }
    for _ in 0..<2 {
      var rest = carry
      carry = 0
      (rest, low[0]) = multiplyAdd(rest, 38, low[0], 0)
      for i in 1..<4 {
        let (sum, overflow) = low[i].addingReportingOverflow(rest)
        low[i] = sum
        rest = overflow ? 1 : 0
      }
      carry = rest
    }
    // Bit 255 stands for 19.
    let top = low[3] >> 63
    low[3] &= UInt64.max >> 1
    return FieldElement(limbs: low) + FieldElement(limbs: [top * 19, 0, 0, 0])
  }

  /// The inverse by Fermat, a^(p-2). The inverse of zero is zero, as the birational maps want.
  var inverse: FieldElement {
    var result = FieldElement.one
    for bit in (0..<255).reversed() {
      result = result * result
      // p - 2 = 2^255 - 21: every bit is set but 2 and 4.
      if bit != 2 && bit != 4 { result = result * self }
    }
    return result
  }

  private mutating func reduceOnce() {
    let (difference, borrow) = Self.subtract(limbs, Self.modulus)
    if !borrow { limbs = difference }
  }

  private static let modulus: [UInt64] = [.max - 18, .max, .max, .max >> 1]

  private static func subtract(_ a: [UInt64], _ b: [UInt64]) -> (difference: [UInt64], borrow: Bool) {
    var difference = a
    var borrow = false
    for i in 0..<4 {
      let (first, under) = difference[i].subtractingReportingOverflow(b[i])
      let (second, underAgain) = first.subtractingReportingOverflow(borrow ? 1 : 0)
      difference[i] = second
      borrow = under || underAgain
    }
    return (difference, borrow)
  }

  /// a * b + c + d, which fits in 128 bits.
  private static func multiplyAdd(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64
  ) -> (high: UInt64, low: UInt64) {
    var (high, low) = a.multipliedFullWidth(by: b)
    for addend in [c, d] {
      let (sum, overflow) = low.addingReportingOverflow(addend)
      low = sum
      high += overflow ? 1 : 0
    }
    return (high, low)
  }
}
