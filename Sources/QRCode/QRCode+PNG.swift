extension QRCode {
  /// The code as a picture (PNG, RFC 2083): one bit a pixel, not compressed, since it is small as it is.
  ///
  /// - Parameter scale: pixels of a module's side.
  package func png(scale: Int = 8) -> [UInt8] {
    let side = (size + 2 * Self.quietZone) * scale
    let header = Self.bigEndian(side) + Self.bigEndian(side) + [1, 0, 0, 0, 0]  // one bit, greys, no interlacing
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + Self.chunk("IHDR", header)
      + Self.chunk("IDAT", Self.stored(pixels(side, scale))) + Self.chunk("IEND", [])
  }

  /// Each row with the number of its filter, none, in front.
  private func pixels(_ side: Int, _ scale: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for y in 0..<side {
      bytes.append(0)
      for start in stride(from: 0, to: side, by: 8) {
        var byte: UInt8 = 0
        for x in start..<start + 8 {
          let isLight = x < side && !isDark(x / scale - Self.quietZone, y / scale - Self.quietZone)
          byte = byte << 1 | (isLight ? 1 : 0)
        }
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc32(body)))
  }

  /// zlib's form (RFC 1950) of blocks that are stored and not compressed (RFC 1951 section 3.2.4).
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x78, 0x01]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xffff)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      output += [rest.isEmpty ? 1 : 0, UInt8(count & 0xff), UInt8(count >> 8), UInt8(~count & 0xff), UInt8(~count >> 8)]
      output += block
    } while !rest.isEmpty
    return output + bigEndian(Int(adler32(bytes)))
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    let (a, b) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let a = (sums.0 + UInt32(byte)) % 65521
      return (a, (sums.1 + a) % 65521)
    }
    return b << 16 | a
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
