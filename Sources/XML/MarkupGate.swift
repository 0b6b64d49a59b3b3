/// A look at the markup before the parser gets it: what begins with `<!` or `<?` is refused, attributes are counted.
///
/// A parser reports a comment, a document type or an element only when it has read all of it, and by then libxml2 has
/// buffered it, parsed entity declarations, or compared each of 100 000 attributes with every other. This sees them at
/// their first bytes. It need not understand more: what it lets through and is wrong, the parser refuses.
///
/// It also knows where a tag or reference ends, so that the parser is given none in part. libxml2 looks at an
/// incomplete one again from its start with every chunk, and a peer that sends 400 000 times `>` in a value, a byte at
/// a time, would hold it for minutes.
struct MarkupGate {
  private enum State {
    case text
    /// After `&` in a text.
    case reference
    /// After `<`.
    case opened
    /// In a tag, outside a quoted value.
    case tag
    /// In a value, until the quote that began it.
    case value(quote: UInt8)
    /// After `<!` and so many bytes of `[CDATA[`.
    case bang(matched: Int)
    /// In a CDATA section, after so many closing brackets, counted up to two.
    case characterData(brackets: Int)
    /// In `<?`, at the very start of the document.
    case declaration
  }

  private let attributeLimit: Int
  private var state = State.text
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
    case .reference, .opened, .tag, .value, .bang, .declaration: position - tokenStart
    }
  }

  mutating func check(_ bytes: ArraySlice<UInt8>) throws(XMLError) {
    for byte in bytes {
      try step(byte)
      position += 1
    }
  }

  private mutating func step(_ byte: UInt8) throws(XMLError) {
    switch state {
    case .text:
      // libxml2 would skip a byte order mark; in XMPP it is none (RFC 6120 section 11.6).
      guard position > 0 || byte < 0x80 else { throw .malformed }
      if byte == UInt8(ascii: "<") { begin(.opened) }
      if byte == UInt8(ascii: "&") { begin(.reference) }
    case .reference: try stepInReference(byte)
    case .opened: try open(byte)
    case .tag: try stepInTag(byte)
    case .value(let quote):
      if byte == quote { state = .tag }
    case .bang(let matched):
      guard byte == Self.characterDataOpening[matched] else { throw .restricted }
      let isComplete = matched + 1 == Self.characterDataOpening.count
      state = isComplete ? .characterData(brackets: 0) : .bang(matched: matched + 1)
    case .characterData(let brackets):
      if byte == UInt8(ascii: "]") {
        state = .characterData(brackets: min(brackets + 1, 2))
      } else {
        state = byte == UInt8(ascii: ">") && brackets == 2 ? .text : .characterData(brackets: 0)
      }
    case .declaration: try stepInDeclaration(byte)
    }
  }

  private mutating func begin(_ token: State) {
    state = token
    tokenStart = position
  }

  private mutating func stepInReference(_ byte: UInt8) throws(XMLError) {
    switch byte {
    case UInt8(ascii: ";"): state = .text
    case UInt8(ascii: "<"), UInt8(ascii: "&"): throw .malformed
    default:
      guard position - tokenStart < Self.referenceLength else { throw .malformed }
    }
  }

  private mutating func open(_ byte: UInt8) throws(XMLError) {
    switch byte {
    case UInt8(ascii: "!"): state = .bang(matched: 0)
    case UInt8(ascii: "?"):
      guard position == 1 else { throw .restricted }
      state = .declaration
    default:
      state = .tag
      attributeCount = 0
      try stepInTag(byte)
    }
  }

  private mutating func stepInTag(_ byte: UInt8) throws(XMLError) {
    switch byte {
    case UInt8(ascii: ">"): state = .text
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      state = .value(quote: byte)
      attributeCount += 1
      guard attributeCount <= attributeLimit else { throw .tooManyAttributes }
    default: break
    }
  }

  private mutating func stepInDeclaration(_ byte: UInt8) throws(XMLError) {
    guard byte != UInt8(ascii: ">") else {
      try XMLDeclaration.check(declaration)
      state = .text
      return
    }
    guard declaration.count < XMLDeclaration.maximumLength else { throw .restricted }
    declaration.append(byte)
  }

  /// More than any reference needs, `&` and `;` included: `&#1114111;` has ten bytes.
  private static let referenceLength = 16

  private static let characterDataOpening = Array("[CDATA[".utf8)
}
