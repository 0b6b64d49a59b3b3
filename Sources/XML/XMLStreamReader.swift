/// Reads an XMPP stream (RFC 6120 section 4) from bytes cut anywhere: its header, each element in it as a whole, its end.
///
/// It is for one stream. After STARTTLS and SASL a new one begins (sections 5.4.3.3 and 6.4.6) and wants a new reader;
/// bytes that came too early for it are to be refused, see ``isDrained``. Nothing here closes a connection that falls
/// silent in the middle of a stanza: that takes a clock.
///
/// Every element is parsed by a libxml2 parser of its own, which is given the stream's header first, byte for byte as
/// it arrived, and so knows the namespaces that the element inherits. One parser for the whole stream would keep every
/// name that it ever met. A peer who makes up new ones costs it 56 bytes for each and, as the table of names fills,
/// ever more time, until libxml2 gives up at ten million bytes of them; measured, 765 000 stanzas in. This way no name,
/// count or error passes from one stanza to the next, and every limit begins anew.
package struct XMLStreamReader: ~Copyable {
  private enum Phase {
    case header, betweenElements, element, closed
  }

  private let limits: XMLLimits
  private var phase = Phase.header
  private var parser: PushParser?
  private var unread: ArraySlice<UInt8> = []
  /// The header as it arrived, without an XML declaration.
  private var header: [UInt8] = []
  private var headerNodes = 0
  private var failure: XMLStreamError?

  /// - Parameter limits: what one element in the stream may ask.
  package init(limits: XMLLimits = .stanza) {
    self.limits = limits
  }

  /// Takes the next bytes, to be read by ``next()``.
  package mutating func append(_ bytes: [UInt8]) {
    if unread.isEmpty { unread = bytes[...] } else { unread += bytes }
  }

  /// The next event, or `nil` where that takes more bytes. After an error every call throws it again.
  package mutating func next() throws(XMLStreamError) -> XMLStreamEvent? {
    if let failure { throw failure }
    do throws(XMLStreamError) {
      return try advance()
    } catch {
      failure = error
      parser = nil
      unread = []
      throw error
    }
  }

  /// Whether no byte has come that belongs to no event yet.
  ///
  /// What follows `<proceed/>` in the clear could come from anyone, and would be read as if it had come through TLS
  /// (STARTTLS injection, CVE-2011-0411).
  package var isDrained: Bool {
    unread.isEmpty && parser == nil
  }

  private mutating func advance() throws(XMLStreamError) -> XMLStreamEvent? {
    switch phase {
    case .header: return try readHeader()
    case .betweenElements:
      guard try beginElement() else { return nil }
      return try readElement()
    case .element: return try readElement()
    case .closed:
      skipSpace()
      guard unread.isEmpty else { throw .xml(.malformed) }
      return nil
    }
  }

  private mutating func readHeader() throws(XMLStreamError) -> XMLStreamEvent? {
    let before = unread
    if parser == nil, !unread.isEmpty {
      parser = try Self.parser(
        XMLLimits(bytes: Self.headerBytes, attributes: limits.attributes, nameLength: limits.nameLength))
    }
    let depth = try feed()
    if let refusal = parser?.refusal { throw .xml(refusal) }
    header += before.prefix(before.count - unread.count)
    guard let depth else { return nil }
    guard depth == 1, let root = parser?.openRoot else { throw .notAStream }
    headerNodes = 1 + root.attributes.count
    if header.starts(with: "<?".utf8), let end = header.firstIndex(of: UInt8(ascii: ">")) {
      header.removeFirst(end + 1)
    }
    let contentNamespace = try inheritedNamespace()
    parser = nil
    phase = .betweenElements
    return .opened(try XMLStreamHeader(root, contentNamespace: contentNamespace))
  }

  /// The namespace that an element in the stream has if it declares none. The parser of the header stands where one begins.
  private mutating func inheritedNamespace() throws(XMLStreamError) -> String {
    var probe = Array("<x/>".utf8)[...]
    do throws(XMLError) {
      _ = try parser?.feedChild(&probe)
    } catch {
      throw .xml(error)
    }
    guard let child = parser?.openRoot?.elements.first else { throw .notAStream }
    return child.namespace
  }

  /// Begins the parser of an element once its first two bytes are there; white space before it keeps connections alive
  /// (section 4.6) and means nothing.
  private mutating func beginElement() throws(XMLStreamError) -> Bool {
    skipSpace()
    guard let first = unread.first else { return false }
    guard first == UInt8(ascii: "<") else { throw .strayText }
    guard let second = unread.dropFirst().first else { return false }
    guard second != UInt8(ascii: "!"), second != UInt8(ascii: "?") else { throw .xml(.restricted) }
    parser = try elementParser()
    phase = .element
    return true
  }

  private mutating func readElement() throws(XMLStreamError) -> XMLStreamEvent? {
    guard let depth = try feed() else { return nil }
    guard depth > 0 else { return try close() }
    if let refusal = parser?.refusal {
      parser = nil
      phase = .betweenElements
      return .refused(refusal)
    }
    // Our own count of tags says that the element is complete; libxml2 has to be of the same mind.
    guard let children = parser?.openRoot?.children, children.count == 1, case .element(let element)? = children.first
    else { throw .xml(.malformed) }
    parser = nil
    phase = .betweenElements
    return .element(element)
  }

  private mutating func close() throws(XMLStreamError) -> XMLStreamEvent? {
    phase = .closed
    do throws(XMLError) {
      let root = try parser.take()?.finish()
      guard root?.children.isEmpty == true else { throw .malformed }
    } catch {
      throw .xml(error)
    }
    return .closed
  }

  private mutating func feed() throws(XMLStreamError) -> Int? {
    do throws(XMLError) {
      return try parser?.feedChild(&unread) ?? nil
    } catch {
      throw .xml(error)
    }
  }

  /// A parser that stands where an element in the stream begins.
  private func elementParser() throws(XMLStreamError) -> PushParser {
    var parser = try Self.parser(
      XMLLimits(
        bytes: header.count + limits.bytes, depth: 1 + limits.depth, attributes: limits.attributes,
        nameLength: limits.nameLength, nodes: headerNodes + limits.nodes))
    var opening = header[...]
    do throws(XMLError) {
      _ = try parser.feedChild(&opening)
    } catch {
      throw .xml(error)
    }
    return parser
  }

  private static func parser(_ limits: XMLLimits) throws(XMLStreamError) -> PushParser {
    do throws(XMLError) {
      return try PushParser(limits: limits)
    } catch {
      throw .xml(error)
    }
  }

  private mutating func skipSpace() {
    unread = unread.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  /// 4 KiB, with the few that ask for its namespace: a header has about 200 bytes, and each stanza pays for it again.
  private static let headerBytes = 4096
}
