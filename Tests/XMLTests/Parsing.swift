import XML

/// The ways into the parser that a test compares.
enum Parsing {
  /// The error with which bytes are refused, or `nil` if they are not.
  static func failure(_ bytes: [UInt8], limits: XMLLimits = .stanza) -> XMLError? {
    do throws(XMLError) {
      _ = try Element.parse(bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  static func failure(_ text: String, limits: XMLLimits = .stanza) -> XMLError? {
    failure(Array(text.utf8), limits: limits)
  }

  /// The error with which bytes are refused that come in chunks of a given size.
  static func failure(_ bytes: [UInt8], inChunksOf size: Int, limits: XMLLimits = .stanza) -> XMLError? {
    do throws(XMLError) {
      _ = try parse(bytes, inChunksOf: size, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  static func parse(
    _ bytes: [UInt8], inChunksOf size: Int, limits: XMLLimits = .stanza
  ) throws(XMLError) -> Element {
    var parser = try PushParser(limits: limits)
    for start in stride(from: 0, to: bytes.count, by: size) {
      try parser.feed(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    return try parser.finish()
  }
}
