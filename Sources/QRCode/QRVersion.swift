/// One of the forty sizes of a QR code, at error correction level M, with its codewords (ISO/IEC 18004 section 7).
struct QRVersion {
  /// 1 to 40.
  let number: Int

  /// The smallest one for so many bytes.
  static func smallest(holding count: Int) -> QRVersion? {
    (1...40).lazy.map { QRVersion(number: $0) }.first { count <= $0.byteCapacity }
  }

  var size: Int { 17 + 4 * number }

  /// Where the centres of the alignment patterns are, on both axes (annex E).
  var alignmentCentres: [Int] {
    guard number > 1 else { return [] }
    let count = number / 7 + 2
    // Equally spaced, to the next even number, from the far side; version 32 is the exception of the table.
    let step = number == 32 ? 26 : (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
    return [6] + (0..<count - 1).reversed().map { size - 7 - $0 * step }
  }

  /// Bytes that fit behind the mode indicator of four bits and the count.
  private var byteCapacity: Int {
    (8 * dataCount - 4 - countBits) / 8
  }

  private var countBits: Int { number < 10 ? 8 : 16 }

  /// All codewords: the modules that no pattern takes, by eight.
  private var codewordCount: Int {
    var modules = (16 * number + 128) * number + 64
    if number > 1 {
      let count = number / 7 + 2
      modules -= (25 * count - 10) * count - 55
    }
    if number > 6 { modules -= 36 }
    return modules / 8
  }

  private var dataCount: Int { codewordCount - blockCount * correctionCount }
  private var blockCount: Int { Self.blockCounts[number - 1] }
  /// Error correction codewords of a block.
  private var correctionCount: Int { Self.correctionCounts[number - 1] }

  /// The codewords in the order in which they are placed: data in blocks, then each block's error correction, both
  /// interleaved.
  func codewords(of bytes: [UInt8]) -> [UInt8] {
    let data = dataCodewords(of: bytes)
    let code = ReedSolomon(degree: correctionCount)
    let shortCount = blockCount - codewordCount % blockCount
    let shortLength = codewordCount / blockCount - correctionCount
    var blocks: [[UInt8]] = []
    var start = 0
    for index in 0..<blockCount {
      let end = start + shortLength + (index < shortCount ? 0 : 1)
      blocks.append(Array(data[start..<end]))
      start = end
    }
    let corrections = blocks.map { code.remainder(of: $0) }
    return Self.interleaved(blocks) + Self.interleaved(corrections)
  }

  /// Mode "byte", the count, the bytes, a terminator, and padding.
  private func dataCodewords(of bytes: [UInt8]) -> [UInt8] {
    var bits = Self.bits(0b0100, 4) + Self.bits(bytes.count, countBits) + bytes.flatMap { Self.bits(Int($0), 8) }
    bits += [Bool](repeating: false, count: min(4, 8 * dataCount - bits.count))
    bits += [Bool](repeating: false, count: (8 - bits.count % 8) % 8)
    var codewords = stride(from: 0, to: bits.count, by: 8).map { start in
      bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
    }
    var isFirst = true
    while codewords.count < dataCount {
      codewords.append(isFirst ? 0b1110_1100 : 0b0001_0001)
      isFirst.toggle()
    }
    return codewords
  }

  static func bits(_ value: Int, _ count: Int) -> [Bool] {
    (0..<count).reversed().map { value >> $0 & 1 == 1 }
  }

  private static func interleaved(_ blocks: [[UInt8]]) -> [UInt8] {
    (0..<(blocks.map(\.count).max() ?? 0)).flatMap { index in
      blocks.compactMap { index < $0.count ? $0[index] : nil }
    }
  }

  /// Table 9, level M.
  private static let correctionCounts = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  ]
  private static let blockCounts = [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35,
    37, 38, 40, 43, 45, 47, 49,
  ]
}
