/// How much in a masked code could mislead a reader (ISO/IEC 18004 section 7.8.3).
enum QRPenalty {
  static func of(_ isDark: [Bool], _ size: Int) -> Int {
    let rows = (0..<size).map { y in Array(isDark[y * size..<(y + 1) * size]) }
    let columns = (0..<size).map { x in (0..<size).map { isDark[$0 * size + x] } }
    let lines = (rows + columns).reduce(0) { $0 + runs($1) + falseFinders($1) }
    return lines + squares(isDark, size) + imbalance(isDark)
  }

  /// Five modules of one colour in a line count 3, each further one 1.
  private static func runs(_ line: [Bool]) -> Int {
    var penalty = 0
    var length = 0
    for index in line.indices {
      length = index > 0 && line[index] == line[index - 1] ? length + 1 : 1
      if length == 5 { penalty += 3 } else if length > 5 { penalty += 1 }
    }
    return penalty
  }

  /// What looks like a finder, with four light modules on a side, counts 40. Beyond the edge it is light.
  private static func falseFinders(_ line: [Bool]) -> Int {
    let light = [Bool](repeating: false, count: 4)
    let padded = light + line + light
    return (0...padded.count - 11).count { start in
      let window = Array(padded[start..<start + 11])
      return window == finder + light || window == light + finder
    } * 40
  }

  private static let finder = [true, false, true, true, true, false, true]

  /// Four modules of one colour in a square count 3.
  private static func squares(_ isDark: [Bool], _ size: Int) -> Int {
    var penalty = 0
    for y in 1..<size {
      for x in 1..<size {
        let corner = y * size + x
        let isOne =
          isDark[corner] == isDark[corner - 1] && isDark[corner] == isDark[corner - size]
          && isDark[corner] == isDark[corner - size - 1]
        if isOne { penalty += 3 }
      }
    }
    return penalty
  }

  /// Each five percent away from half dark, half light count 10.
  private static func imbalance(_ isDark: [Bool]) -> Int {
    let dark = isDark.count { $0 }
    return abs(dark * 20 - isDark.count * 10) / isDark.count * 10
  }
}
