/// A look at the markup before the parser gets it: what begins with `<!` or `<?` is refused, attributes are counted.
///
/// A parser reports a comment, a document type or an element only when it has read all of it, and by then libxml2 has
/// buffered it, parsed entity declarations, or compared each of 100 000 attributes with every other. This sees them at
/// their first bytes. It need not understand more: what it lets through and is wrong, the parser refuses.
///
/// It also knows where a tag or reference ends, so that the parser is given none in part. libxml2 looks at an
/// incomplete one again from its start with every chunk, and a peer that sends 400 000 times `>` in a value, a byte at
/// a time, would hold it for minutes. By the same knowledge it counts open elements, which tells where a stanza ends.
///
/// And it refuses `]]>` in a text (XML 1.0 section 2.4): libxml2 does so only if it has not taken the brackets for text
/// before the `>` came, so that of one stanza two readers whose chunks fall otherwise would think otherwise.
struct MarkupGate {
  private enum State {
    /// After so many closing brackets, counted up to two.
    case text(brackets: Int)
    /// After `&` in a text.
    case reference
    /// After `<`.
    case opened
    /// In an end tag.
    case endTag
    /// In another tag, outside a quoted value, after a slash or not.
    case tag(slash: Bool)
    /// In a value, until the quote that began it.
    case value(quote: UInt8)
    /// After `<!` and so many bytes of `[CDATA[`.
    case bang(matched: Int)
    /// In a CDATA section, after so many closing brackets, counted up to two.
    case characterData(brackets: Int)
    /// In `<?`, at the very start of the document.
    case declaration
  }

  /// How many elements are open.
  private(set) var depth = 0
  /// Whether an element, complete or not, has more attributes than it may.
  private(set) var hasTooManyAttributes = false
  private let attributeLimit: Int
  private var state = State.text(brackets: 0)
  private var endedTag = false
  private var attributeCount = 0
  private var position = 0
  /// Where the tag or reference began that is being read.
  private var tokenStart = 0
  private var declaration: [UInt8] = []

  init(attributeLimit: Int) {
    self.attributeLimit = attributeLimit
  }

  /// How many bytes of a tag or reference not yet complete were seen.
  var unfinished: Int {
    switch state {
    case .text, .characterData: 0
    case .reference, .opened, .endTag, .tag, .value, .bang, .declaration: position - tokenStart
    }
  }

  /// Takes the next byte, and tells whether a tag ends with it.
  ///
  /// - Parameter endsCharacter: whether a character does.
  mutating func endsTag(with byte: UInt8, endsCharacter: Bool) throws(XMLError) -> Bool {
    endedTag = false
    try step(byte, endsCharacter)
    position += 1
    return endedTag
  }

  /// Takes as many bytes from the front of `bytes` as are printable ASCII and mean nothing here, in a text or in a value:
  /// most of a stanza is that. Returns how many.
  mutating func skipPlain(_ bytes: ArraySlice<UInt8>) -> Int {
    let count: Int
    switch state {
    // After a bracket the next byte matters, whatever it is.
    case .text(brackets: 0) where depth > 0:
      count = Self.plainPrefix(bytes, before: UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: "]"))
    case .value(let quote):
      count = Self.plainPrefix(bytes, before: quote, UInt8(ascii: "<"), quote)
    default: return 0
    }
    position += count
    return count
  }

  private static func plainPrefix(
    _ bytes: ArraySlice<UInt8>, before first: UInt8, _ second: UInt8, _ third: UInt8
  ) -> Int {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<bytes.count {
        let byte = unsafe bytes[index]
        guard byte &- 0x20 < 0x60, byte != first, byte != second, byte != third else { return index }
      }
      return bytes.count
    }
  }

  private mutating func step(_ byte: UInt8, _ endsCharacter: Bool) throws(XMLError) {
    switch state {
    case .text(let brackets): try stepInText(byte, endsCharacter, afterBrackets: brackets)
    case .reference: try stepInReference(byte)
    case .opened: try open(byte)
    case .endTag:
      // Neither may stand there, and where libxml2 looks for the end of a tag it takes a quote for the start of a value.
      guard byte != UInt8(ascii: "<"), byte != UInt8(ascii: "'"), byte != UInt8(ascii: "\"") else { throw .malformed }
      if byte == UInt8(ascii: ">") { endTag(opening: -1) }
    case .tag(let slash): try stepInTag(byte, afterSlash: slash)
    case .value(let quote):
      // Not in a value either (XML 1.0 section 3.1): libxml2 would wait for its end, if the chunk ends with the tag.
      guard byte != UInt8(ascii: "<") else { throw .malformed }
      if byte == quote { state = .tag(slash: false) }
    case .bang(let matched):
      guard byte == Self.characterDataOpening[matched] else { throw .restricted }
      let isComplete = matched + 1 == Self.characterDataOpening.count
      state = isComplete ? .characterData(brackets: 0) : .bang(matched: matched + 1)
    case .characterData(let brackets):
      if byte == UInt8(ascii: "]") {
        state = .characterData(brackets: min(brackets + 1, 2))
      } else {
        state = byte == UInt8(ascii: ">") && brackets == 2 ? .text(brackets: 0) : .characterData(brackets: 0)
      }
    case .declaration: try stepInDeclaration(byte)
    }
  }

  /// Outside the root only white space stands between tags. libxml2 says so too, but sooner or later as the chunks fall; and
  /// a byte order mark, which it would skip, is none in XMPP (RFC 6120 section 11.6). What is no character at all has been
  /// refused as that by its last byte.
  private mutating func stepInText(
    _ byte: UInt8, _ endsCharacter: Bool, afterBrackets brackets: Int
  ) throws(XMLError) {
    switch byte {
    case UInt8(ascii: "<"): return begin(.opened)
    case 0x20, 0x09, 0x0A, 0x0D: break
    default: guard depth > 0 || !endsCharacter else { throw .malformed }
    }
    switch byte {
    case UInt8(ascii: "&"): begin(.reference)
    case UInt8(ascii: "]"): state = .text(brackets: min(brackets + 1, 2))
    case UInt8(ascii: ">") where brackets == 2: throw .malformed
    default: state = .text(brackets: 0)
    }
  }

  private mutating func begin(_ token: State) {
    state = token
    tokenStart = position
  }

  private mutating func stepInReference(_ byte: UInt8) throws(XMLError) {
    switch byte {
    case UInt8(ascii: ";"): state = .text(brackets: 0)
    case UInt8(ascii: "<"), UInt8(ascii: "&"): throw .malformed
    default:
      guard position - tokenStart < Self.referenceLength else { throw .malformed }
    }
  }

  private mutating func open(_ byte: UInt8) throws(XMLError) {
    switch byte {
    case UInt8(ascii: "!"):
      guard depth > 0 else { throw .restricted }
      state = .bang(matched: 0)
    case UInt8(ascii: "?"):
      guard position == 1 else { throw .restricted }
      state = .declaration
    case UInt8(ascii: "/"):
      guard depth > 0 else { throw .malformed }
      state = .endTag
    default:
      attributeCount = 0
      try stepInTag(byte, afterSlash: false)
    }
  }

  private mutating func stepInTag(_ byte: UInt8, afterSlash: Bool) throws(XMLError) {
    switch byte {
    case UInt8(ascii: ">"): endTag(opening: afterSlash ? 0 : 1)
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      state = .value(quote: byte)
      attributeCount += 1
      if attributeCount > attributeLimit { hasTooManyAttributes = true }
    case UInt8(ascii: "<"): throw .malformed
    default: state = .tag(slash: byte == UInt8(ascii: "/"))
    }
  }

  private mutating func endTag(opening elements: Int) {
    state = .text(brackets: 0)
    depth += elements
    endedTag = true
  }

  private mutating func stepInDeclaration(_ byte: UInt8) throws(XMLError) {
    guard byte != UInt8(ascii: ">") else {
      try XMLDeclaration.check(declaration)
      state = .text(brackets: 0)
      return
    }
    guard declaration.count < XMLDeclaration.maximumLength else { throw .restricted }
    declaration.append(byte)
  }

  /// More than any reference needs, `&` and `;` included: `&#1114111;` has ten bytes.
  private static let referenceLength = 16

  private static let characterDataOpening = Array("[CDATA[".utf8)
}
