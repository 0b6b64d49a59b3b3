extension Element {
  /// Writes the element as a document without an XML declaration; what is written reads back equal, if no text in the
  /// tree is empty or stands beside another, and each namespace is a URI.
  ///
  /// - Parameter scope: the default namespace where the text is to stand; in a stream
  ///   ``XMLStreamHeader/contentNamespace``.
  ///
  /// Every string of the tree may come from a peer. None can leave its place: names and namespaces are checked, texts
  /// and values escaped, and the result passes the same character check as what is read.
  ///
  /// - Throws: ``XMLError/invalidCharacter`` for a name that is none or a character that XML forbids,
  ///   ``XMLError/invalidValue`` for a namespace that is none or is reserved, ``XMLError/duplicate`` for an attribute
  ///   that stands twice, ``XMLError/tooDeep`` beyond ``XMLLimits/stanzaDepth``.
  package func serialized(scope: String = "") throws(XMLError) -> String {
    var writer = XMLWriter()
    try writer.write(self, scope: scope, depth: 1)
    return try writer.checkedOutput()
  }
}

/// Writes tags and texts, each string escaped or checked for its place.
struct XMLWriter {
  private var output: [UInt8] = []

  /// What was written, which passes the same character check as what is read.
  func checkedOutput() throws(XMLError) -> String {
    try CharacterCheck.checkAll(output)
    return String(decoding: output, as: UTF8.self)
  }

  /// Writes the start tag of a stream and leaves it open.
  mutating func openStream(_ attributes: [Attribute], contentNamespace: String) throws(XMLError) {
    put("<stream:stream")
    try declare("xmlns", contentNamespace)
    try declare("xmlns:stream", XMLStreamHeader.streamNamespace)
    try write(attributes)
    put(">")
  }

  /// Writes an element into a place where `scope` is the default namespace.
  mutating func write(_ element: Element, scope: String, depth: Int) throws(XMLError) {
    guard depth <= XMLLimits.stanzaDepth else { throw .tooDeep }
    guard XMLName.isNCName(element.name) else { throw .invalidCharacter }
    put("<")
    put(element.name)
    if element.namespace != scope {
      guard element.namespace != XMLName.xmlNamespace else { throw .invalidValue }
      try declare("xmlns", element.namespace)
    }
    try write(element.attributes)
    if element.children.isEmpty { return put("/>") }
    put(">")
    for child in element.children {
      switch child {
      case .text(let text): escape(text, in: .text)
      case .element(let child): try write(child, scope: element.namespace, depth: depth + 1)
      }
    }
    put("</")
    put(element.name)
    put(">")
  }

  private mutating func write(_ attributes: [Attribute]) throws(XMLError) {
    var prefixes: [String: String] = [:]
    for (index, attribute) in attributes.enumerated() {
      // An attribute called `xmlns` would be a namespace declaration, and its element another element.
      guard XMLName.isNCName(attribute.name), attribute.name != "xmlns" else { throw .invalidCharacter }
      guard !attributes[..<index].contains(where: { $0.hasName(of: attribute) }) else { throw .duplicate }
      let prefix = try prefix(for: attribute.namespace, declared: &prefixes)
      put(" ")
      put(prefix)
      put(attribute.name)
      put("='")
      escape(attribute.value, in: .value)
      put("'")
    }
  }

  /// The prefix, with its colon, of a namespace on this element; one is made up and declared where none stands yet.
  private mutating func prefix(
    for namespace: String, declared: inout [String: String]
  ) throws(XMLError) -> String {
    if namespace.isEmpty { return "" }
    if namespace == XMLName.xmlNamespace { return "xml:" }
    if let prefix = declared[namespace] { return prefix }
    let prefix = "ns\(declared.count)"
    try declare("xmlns:" + prefix, namespace)
    declared[namespace] = prefix + ":"
    return prefix + ":"
  }

  private mutating func declare(_ attribute: String, _ namespace: String) throws(XMLError) {
    guard XMLName.isNamespace(namespace), namespace != XMLName.declarationNamespace else { throw .invalidValue }
    put(" ")
    put(attribute)
    put("='")
    escape(namespace, in: .value)
    put("'")
  }

  private mutating func put(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  private enum Place {
    case text, value
  }

  private mutating func escape(_ text: String, in place: Place) {
    var text = text
    text.withUTF8 { bytes in
      var written = 0
      for index in 0..<bytes.count {
        guard let reference = Self.reference(for: unsafe bytes[index], in: place) else { continue }
        unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written..<index]))
        put(reference)
        written = index + 1
      }
      unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written...]))
    }
  }

  /// What stands for a byte that may not stand for itself. `>` never does, so that `]]>` cannot arise; nor does CR,
  /// which a reader would take for a line end, or in a value any white space but the space.
  private static func reference(for byte: UInt8, in place: Place) -> String? {
    guard byte <= UInt8(ascii: ">") else { return nil }
    return switch (byte, place) {
    case (UInt8(ascii: "&"), _): "&amp;"
    case (UInt8(ascii: "<"), _): "&lt;"
    case (UInt8(ascii: ">"), _): "&gt;"
    case (0x0D, _): "&#13;"
    case (UInt8(ascii: "'"), .value): "&apos;"
    case (UInt8(ascii: "\""), .value): "&quot;"
    case (0x09, .value): "&#9;"
    case (0x0A, .value): "&#10;"
    default: nil
    }
  }
}
