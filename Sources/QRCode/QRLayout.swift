/// The modules of a code: patterns first, then the data around them, then a mask over the data (ISO/IEC 18004 sections
/// 6.3, 7.7 and 7.8).
struct QRLayout {
  private let version: QRVersion
  private let size: Int
  private var isDark: [Bool]
  /// Whether a module belongs to a pattern or to information about the code, which no mask covers.
  private var isTaken: [Bool]

  init(_ version: QRVersion) {
    self.version = version
    size = version.size
    isDark = [Bool](repeating: false, count: size * size)
    isTaken = isDark
    placeTiming()
    for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { placeFinder(x, y) }
    placeAlignment()
    placeFormat(mask: 0)
    placeVersion()
  }

  /// Up and down in columns of two, from the lower right corner, past the column of the timing pattern.
  mutating func place(_ codewords: [UInt8]) {
    var bits = codewords.flatMap { QRVersion.bits(Int($0), 8) }[...]
    var isUpward = true
    for right in stride(from: size - 1, through: 1, by: -2) {
      let right = right <= 6 ? right - 1 : right
      for step in 0..<size {
        let y = isUpward ? size - 1 - step : step
        for x in [right, right - 1] where !isTaken[y * size + x] {
          // A few modules are left over, and stay light.
          isDark[y * size + x] = bits.popFirst() ?? false
        }
      }
      isUpward.toggle()
    }
  }

  /// The modules under the mask that leaves the fewest patterns that would mislead a reader.
  func bestMasked() -> [Bool] {
    let candidates = (0..<8).map { mask in
      var layout = self
      layout.cover(with: mask)
      layout.placeFormat(mask: mask)
      return layout.isDark
    }
    return candidates.min { QRPenalty.of($0, size) < QRPenalty.of($1, size) } ?? isDark
  }

  private mutating func cover(with mask: Int) {
    for y in 0..<size {
      for x in 0..<size where !isTaken[y * size + x] && Self.isInverted(mask, x, y) { isDark[y * size + x].toggle() }
    }
  }

  /// Table 10.
  private static func isInverted(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
    switch mask {
    case 0: (x + y) % 2 == 0
    case 1: y % 2 == 0
    case 2: x % 3 == 0
    case 3: (x + y) % 3 == 0
    case 4: (x / 3 + y / 2) % 2 == 0
    case 5: x * y % 2 + x * y % 3 == 0
    case 6: (x * y % 2 + x * y % 3) % 2 == 0
    default: ((x + y) % 2 + x * y % 3) % 2 == 0
    }
  }

  private mutating func set(_ x: Int, _ y: Int, _ dark: Bool) {
    isDark[y * size + x] = dark
    isTaken[y * size + x] = true
  }

  private mutating func placeTiming() {
    for index in 0..<size {
      set(6, index, index % 2 == 0)
      set(index, 6, index % 2 == 0)
    }
  }

  /// With the light border around it, as far as it lies within the code.
  private mutating func placeFinder(_ centreX: Int, _ centreY: Int) {
    for dy in -4...4 {
      for dx in -4...4 where (0..<size).contains(centreX + dx) && (0..<size).contains(centreY + dy) {
        let distance = max(abs(dx), abs(dy))
        set(centreX + dx, centreY + dy, distance != 2 && distance != 4)
      }
    }
  }

  /// Everywhere but over the finders.
  private mutating func placeAlignment() {
    let centres = version.alignmentCentres
    for y in centres {
      for x in centres where ![(6, 6), (6, size - 7), (size - 7, 6)].contains(where: { $0 == (x, y) }) {
        for dy in -2...2 {
          for dx in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) }
        }
      }
    }
  }

  /// Level and mask, in 15 bits with their own error correction, twice (section 7.9). Level M is 00.
  private mutating func placeFormat(mask: Int) {
    var remainder = mask
    for _ in 0..<10 { remainder = remainder << 1 ^ (remainder >> 9) * 0x537 }
    let bits = (mask << 10 | remainder) ^ 0x5412
    func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
    for index in 0..<6 { set(8, index, bit(index)) }
    set(8, 7, bit(6))
    set(8, 8, bit(7))
    set(7, 8, bit(8))
    for index in 9..<15 { set(14 - index, 8, bit(index)) }
    for index in 0..<8 { set(size - 1 - index, 8, bit(index)) }
    for index in 8..<15 { set(8, size - 15 + index, bit(index)) }
    set(8, size - 8, true)
  }

  /// From version 7 on the code says which it is, in 18 bits, twice (section 7.10).
  private mutating func placeVersion() {
    guard version.number > 6 else { return }
    var remainder = version.number
    for _ in 0..<12 { remainder = remainder << 1 ^ (remainder >> 11) * 0x1f25 }
    let bits = version.number << 12 | remainder
    for index in 0..<18 {
      let isSet = bits >> index & 1 == 1
      set(size - 11 + index % 3, index / 3, isSet)
      set(index / 3, size - 11 + index % 3, isSet)
    }
  }
}
