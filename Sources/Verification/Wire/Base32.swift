/// Base32 (RFC 4648 section 6) in lower case without padding, in its one spelling.
package enum Base32 {
  package static func encode(_ bytes: [UInt8]) -> String {
    var digits: [UInt8] = []
    var buffer = 0
    var bits = 0
    for byte in bytes {
      buffer = (buffer << 8 | Int(byte)) & 0xfff
      bits += 8
      while bits >= 5 {
        bits -= 5
        digits.append(alphabet[buffer >> bits & 31])
      }
    }
    if bits > 0 { digits.append(alphabet[buffer << (5 - bits) & 31]) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// - Returns: `nil` for a character outside the alphabet, upper case included, for a length that no bytes have, and
  ///   for bits behind the last byte that are not zero: those would be a second spelling of the same bytes.
  package static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = 0
    var bits = 0
    for character in text.utf8 {
      guard let digit = digit(character) else { return nil }
      buffer = (buffer << 5 | digit) & 0xfff
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    guard bits < 5, buffer & ((1 << bits) - 1) == 0 else { return nil }
    return bytes
  }

  private static func digit(_ character: UInt8) -> Int? {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character - UInt8(ascii: "a"))
    case UInt8(ascii: "2")...UInt8(ascii: "7"): Int(character - UInt8(ascii: "2")) + 26
    default: nil
    }
  }

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}
