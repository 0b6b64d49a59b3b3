/// Percent encoding (RFC 3986 section 2.1) of UTF-8.
enum PercentEncoding {
  /// Characters that may stand in a local part as they are: `unreserved` and what RFC 5122 adds, less `;` and `=`,
  /// which some readers take for the query's.
  static let inLocalPart = unreserved.union("!$()*+,".utf8)
  /// Those of a host name, and of an address in brackets.
  static let inDomain = unreserved.union("[]:".utf8)
  /// Those of a name or value of a query, as written here.
  static let inQueryPart = unreserved.union("!$*,:@/".utf8)
  /// Those of a query, as read here.
  static let inQuery = unreserved.union("!$'()*+,:@/?&=".utf8)

  static func encode(_ text: String, keeping kept: Set<UInt8>) -> String {
    var output: [UInt8] = []
    for byte in text.utf8 {
      if kept.contains(byte) {
        output.append(byte)
      } else {
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// - Throws: ``XMPPURIError/malformed`` for a character that is not allowed, a broken escape, bytes that are no
  ///   UTF-8, and control characters: an encoded line break has no business in a name.
  static func decode(_ text: ArraySlice<UInt8>, allowing allowed: Set<UInt8>) throws(XMPPURIError) -> String {
    var rest = text
    var output: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.popFirst().flatMap(value), let low = rest.popFirst().flatMap(value) else {
          throw .malformed
        }
        output.append(high << 4 | low)
      } else {
        guard allowed.contains(byte) else { throw .malformed }
        output.append(byte)
      }
    }
    let decoded = String(decoding: output, as: UTF8.self)
    guard decoded.utf8.elementsEqual(output), output.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .malformed }
    return decoded
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): (digit | 0x20) - 0x57
    default: nil
    }
  }

  private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
  private static let digits = Array("0123456789ABCDEF".utf8)
}
