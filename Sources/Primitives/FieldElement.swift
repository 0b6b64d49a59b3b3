/// An element of the field of integers modulo p = 2^255 - 19, for the map between Curve25519 and Ed25519.
///
/// libsodium maps Edwards to Montgomery but not back. This serves the way back, on public keys only, so it may branch
/// on its values. It is not for secrets.
struct FieldElement: Equatable {
  /// Four limbs, the lowest first; the value is always below p. Stored one by one: an array would be an allocation for
  /// each of the 265 multiplications of an inversion.
  private var a0, a1, a2, a3: UInt64

  static let one = FieldElement(1, 0, 0, 0)

  /// Reads 32 little-endian bytes; bit 255 is ignored and the value reduced.
  init(_ bytes: [UInt8]) {
    func limb(_ index: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64($1 * 8) }
    }
    self.init(limb(0), limb(1), limb(2), limb(3) & (.max >> 1))
    reduceOnce()
  }

  private init(_ a0: UInt64, _ a1: UInt64, _ a2: UInt64, _ a3: UInt64) {
    (self.a0, self.a1, self.a2, self.a3) = (a0, a1, a2, a3)
  }

  var bytes: [UInt8] {
    [a0, a1, a2, a3].flatMap { limb in (0..<8).map { UInt8(truncatingIfNeeded: limb >> UInt64($0 * 8)) } }
  }

  /// Whether 32 bytes are the one reduced encoding of a field element: below p, bit 255 clear.
  static func isCanonical(_ bytes: [UInt8]) -> Bool {
    guard bytes[31] & 0x80 == 0 else { return false }
    return !(bytes[31] == 0x7f && bytes[1...30].allSatisfy { $0 == 0xff } && bytes[0] >= 0xed)
  }

  static func + (a: FieldElement, b: FieldElement) -> FieldElement {
    var carry: UInt64 = 0
    let s0 = add(a.a0, b.a0, &carry)
    let s1 = add(a.a1, b.a1, &carry)
    let s2 = add(a.a2, b.a2, &carry)
    let s3 = add(a.a3, b.a3, &carry)
    var sum = FieldElement(s0, s1, s2, s3)  // a, b < 2^255: no carry leaves the top limb
    sum.reduceOnce()
    return sum
  }

  static func - (a: FieldElement, b: FieldElement) -> FieldElement {
    // a - b = a + (p - b), and p - b is p minus a reduced value, so it does not borrow.
    a + subtract(modulus, b).difference
  }

  static func * (a: FieldElement, b: FieldElement) -> FieldElement {
    // Schoolbook: w is a times b, one limb of a after the other.
    var carry: UInt64 = 0
    let w0 = multiplyAdd(a.a0, b.a0, 0, &carry)
    var w1 = multiplyAdd(a.a0, b.a1, 0, &carry)
    var w2 = multiplyAdd(a.a0, b.a2, 0, &carry)
    var w3 = multiplyAdd(a.a0, b.a3, 0, &carry)
    var w4 = carry
    carry = 0
    w1 = multiplyAdd(a.a1, b.a0, w1, &carry)
    w2 = multiplyAdd(a.a1, b.a1, w2, &carry)
    w3 = multiplyAdd(a.a1, b.a2, w3, &carry)
    w4 = multiplyAdd(a.a1, b.a3, w4, &carry)
    var w5 = carry
    carry = 0
    w2 = multiplyAdd(a.a2, b.a0, w2, &carry)
    w3 = multiplyAdd(a.a2, b.a1, w3, &carry)
    w4 = multiplyAdd(a.a2, b.a2, w4, &carry)
    w5 = multiplyAdd(a.a2, b.a3, w5, &carry)
    var w6 = carry
    carry = 0
    w3 = multiplyAdd(a.a3, b.a0, w3, &carry)
    w4 = multiplyAdd(a.a3, b.a1, w4, &carry)
    w5 = multiplyAdd(a.a3, b.a2, w5, &carry)
    w6 = multiplyAdd(a.a3, b.a3, w6, &carry)
    let w7 = carry

    // 2^256 = 38 (mod p): the high half is folded onto the low one, then what that carries out.
    carry = 0
    let f0 = multiplyAdd(w4, 38, w0, &carry)
    let f1 = multiplyAdd(w5, 38, w1, &carry)
    let f2 = multiplyAdd(w6, 38, w2, &carry)
    let f3 = multiplyAdd(w7, 38, w3, &carry)
    let folded = FieldElement(f0, f1, f2, f3).adding(carry * 38)
    // A carry out of 2^256 leaves a small rest, so that adding 38 cannot carry again.
    let low = folded.sum.adding(folded.carry * 38).sum
    // Bit 255 stands for 19.
    let top = low.a3 >> 63
    return FieldElement(low.a0, low.a1, low.a2, low.a3 & (.max >> 1)) + FieldElement(top * 19, 0, 0, 0)
  }

  /// The inverse by Fermat, a^(p-2) = a^(2^255 - 21), with 254 squarings and 11 multiplications: an exponent of n ones is
  /// built from those of fewer. The inverse of zero is zero, as the birational maps want.
  var inverse: FieldElement {
    let a2 = self * self
    let a9 = a2.squared(times: 2) * self
    let a11 = a9 * a2
    let ones5 = a11 * a11 * a9  // 22 + 9 = 31
    let ones10 = ones5.squared(times: 5) * ones5
    let ones20 = ones10.squared(times: 10) * ones10
    let ones40 = ones20.squared(times: 20) * ones20
    let ones50 = ones40.squared(times: 10) * ones10
    let ones100 = ones50.squared(times: 50) * ones50
    let ones200 = ones100.squared(times: 100) * ones100
    let ones250 = ones200.squared(times: 50) * ones50
    return ones250.squared(times: 5) * a11  // 2^255 - 32 + 11
  }

  private func squared(times count: Int) -> FieldElement {
    var result = self
    for _ in 0..<count { result = result * result }
    return result
  }

  private mutating func reduceOnce() {
    let (difference, borrow) = Self.subtract(self, Self.modulus)
    if !borrow { self = difference }
  }

  private func adding(_ small: UInt64) -> (sum: FieldElement, carry: UInt64) {
    var carry: UInt64 = 0
    let s0 = Self.add(a0, small, &carry)
    let s1 = Self.add(a1, 0, &carry)
    let s2 = Self.add(a2, 0, &carry)
    let s3 = Self.add(a3, 0, &carry)
    return (FieldElement(s0, s1, s2, s3), carry)
  }

  private static let modulus = FieldElement(.max - 18, .max, .max, .max >> 1)

  private static func subtract(_ a: FieldElement, _ b: FieldElement) -> (difference: FieldElement, borrow: Bool) {
    var borrow: UInt64 = 0
    func limb(_ x: UInt64, _ y: UInt64) -> UInt64 {
      let (first, under) = x.subtractingReportingOverflow(y)
      let (second, underAgain) = first.subtractingReportingOverflow(borrow)
      borrow = under || underAgain ? 1 : 0
      return second
    }
    let d0 = limb(a.a0, b.a0)
    let d1 = limb(a.a1, b.a1)
    let d2 = limb(a.a2, b.a2)
    let d3 = limb(a.a3, b.a3)
    return (FieldElement(d0, d1, d2, d3), borrow != 0)
  }

  /// The low limb of a + b + carry; the rest is the new carry.
  private static func add(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
    let (first, overflow) = a.addingReportingOverflow(b)
    let (second, overflowAgain) = first.addingReportingOverflow(carry)
    carry = overflow || overflowAgain ? 1 : 0
    return second
  }

  /// The low limb of a * b + c + carry, which fits in 128 bits; the high limb is the new carry.
  private static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ carry: inout UInt64) -> UInt64 {
    var (high, low) = a.multipliedFullWidth(by: b)
    let (first, overflow) = low.addingReportingOverflow(c)
    if overflow { high += 1 }
    let (second, overflowAgain) = first.addingReportingOverflow(carry)
    if overflowAgain { high += 1 }
    (carry, low) = (high, second)
    return low
  }
}
