extension Element {
  /// Reads a whole document: an XML declaration or none, one root, and nothing around it but whitespace.
  ///
  /// It takes the XML of RFC 6120 section 11.1 only: UTF-8 without a byte order mark, no document type, no processing
  /// instruction, no comment, no entity but the five predefined ones and character references.
  package static func parse(_ bytes: [UInt8], limits: XMLLimits = .stanza) throws(XMLError) -> Element {
    guard bytes.count <= limits.bytes else { throw .tooLarge }
    var parser = try PushParser(limits: limits)
    try parser.feed(bytes)
    return try parser.finish()
  }

  /// Reads a whole document from a string.
  package static func parse(_ text: String, limits: XMLLimits = .stanza) throws(XMLError) -> Element {
    guard text.utf8.count <= limits.bytes else { throw .tooLarge }
    return try parse(Array(text.utf8), limits: limits)
  }
}
