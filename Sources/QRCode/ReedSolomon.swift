/// The error correction of QR codes: a Reed-Solomon code over GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004
/// section 7.5.2 and annex A).
struct ReedSolomon {
  /// Coefficients of (x - 1)(x - 2)(x - 2^2)…, the highest, which is 1, left out.
  private let generator: [UInt8]

  init(degree: Int) {
    var generator = [UInt8](repeating: 0, count: degree - 1) + [1]
    var root: UInt8 = 1
    for _ in 0..<degree {
      for index in generator.indices {
        generator[index] = Self.product(generator[index], root)
        if index + 1 < generator.count { generator[index] ^= generator[index + 1] }
      }
      root = Self.product(root, 2)
    }
    self.generator = generator
  }

  /// The error correction codewords of a block.
  func remainder(of data: [UInt8]) -> [UInt8] {
    var remainder = [UInt8](repeating: 0, count: generator.count)
    for byte in data {
      let factor = byte ^ remainder.removeFirst()
      remainder.append(0)
      for index in remainder.indices { remainder[index] ^= Self.product(generator[index], factor) }
    }
    return remainder
  }

  static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
    var result = 0
    for bit in (0..<8).reversed() {
      result = result << 1 ^ (result >> 7) * 0x11d
      if b >> bit & 1 == 1 { result ^= Int(a) }
    }
    return UInt8(result)
  }
}
