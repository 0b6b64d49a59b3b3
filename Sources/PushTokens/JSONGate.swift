/// Refuses JSON that must not reach the decoder. It judges the nesting and nothing else that makes JSON well-formed.
enum JSONGate {
  /// Checks that the text is UTF-8, begins with an object, and nests within ``TokenLimits/jsonDepth``.
  ///
  /// Foundation's decoder takes UTF-16 and UTF-32 as well and tells them by a byte order mark or by zeros. In those a
  /// quotation mark of another character's would hide brackets from this scan, so both are barred first; zeros are no
  /// JSON in UTF-8 anyhow.
  static func check(_ json: [UInt8]) throws(PushError) {
    guard json.first(where: { !isSpace($0) }) == UInt8(ascii: "{"), !json.contains(0), isUTF8(json) else {
      throw .malformedPayload
    }
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in json {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= TokenLimits.jsonDepth else { throw .tooDeep }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        guard depth >= 0 else { throw .malformedPayload }
      default: break
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
  }

  /// The standard library's own check is of macOS 15; its decoder, which mends, is everywhere: mended text differs.
  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(bytes)
  }
}
