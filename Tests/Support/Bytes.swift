/// What tests want of byte arrays. Written without the code under test, which has hex of its own.
extension [UInt8] {
  /// Bytes from hex of either case. Stops the tests when `hex` is not hex: a vector file or a literal is broken.
  package init(hex: String) {
    guard let bytes = Self(checkedHex: hex) else { fatalError("not hex: \(hex)") }
    self = bytes
  }

  /// Bytes from hex of either case, or `nil`.
  package init?(checkedHex hex: String) {
    let digits = hex.map(\.hexDigitValue)
    guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
  }

  /// Lower-case hex.
  package var hex: String {
    let digits = [Character]("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The number of bits.
  package var bitCount: Int {
    count * 8
  }

  /// A copy in which one bit differs; bit 0 is the lowest of the first byte.
  package func flippingBit(_ bit: Int) -> [UInt8] {
    var flipped = self
    flipped[bit / 8] ^= 1 << UInt8(bit % 8)
    return flipped
  }
}
