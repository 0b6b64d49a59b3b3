internal import CXML

/// libxml2's push parser, fed in chunks, behind the checks that no byte passes unseen.
///
/// Bytes go through ``CharacterCheck`` and ``MarkupGate`` before libxml2 sees them, and what libxml2 makes of them goes
/// to a ``TreeBuilder``. After an error the parser is spent: every later call throws that error again.
///
/// What is refused and yet well-formed is read by the two checks alone from there on, for the sake of what follows it.
@safe
package struct PushParser: ~Copyable {
  private let context: xmlParserCtxtPtr
  private let builder: TreeBuilder
  private let limits: XMLLimits
  private var characters = CharacterCheck()
  private var markup: MarkupGate
  private var byteCount = 0
  private var failure: XMLError?
  /// What libxml2 has not been given yet: a character, tag or reference still incomplete.
  private var held: [UInt8] = []

  package init(limits: XMLLimits) throws(XMLError) {
    _ = Self.libraryIsReady
    let builder = TreeBuilder(limits: limits)
    var handler = unsafe SAXHandler.make()
    // The context keeps a copy of the handler and an unowned pointer to the builder; `builder` outlives it in `self`.
    let context = unsafe xmlCreatePushParserCtxt(
      &handler, Unmanaged.passUnretained(builder).toOpaque(), nil, 0, nil)
    guard let context = unsafe context else { throw .outOfMemory }
    unsafe xmlCtxtUseOptions(context, Self.options)
    unsafe self.context = context
    self.builder = builder
    self.limits = limits
    self.markup = MarkupGate(attributeLimit: limits.attributes)
  }

  deinit {
    unsafe xmlFreeParserCtxt(context)
  }

  /// Takes the next bytes, cut anywhere.
  package mutating func feed(_ bytes: [UInt8]) throws(XMLError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      _ = try feed(&rest, stopsBelowRoot: false)
      if let refusal { throw refusal }
    }
  }

  /// Takes bytes off the front of `bytes` up to the end of a tag that leaves no element open but the root, or not even
  /// that; returns how many are open then, or `nil` if all bytes were taken before. Whether the element that ends there is
  /// taken, ``refusal`` says.
  mutating func feedChild(_ bytes: inout ArraySlice<UInt8>) throws(XMLError) -> Int? {
    while !bytes.isEmpty {
      if try feed(&bytes, stopsBelowRoot: true) { return markup.depth }
    }
    return nil
  }

  /// Why what was fed is not taken, if it is so: it exceeds the limits, or has a name or namespace that is none to us,
  /// and may be well-formed all the same.
  var refusal: XMLError? {
    builder.refusal
  }

  /// The root while it is open, with those of its children that are complete. A text behind the last of them is not
  /// among them yet.
  var openRoot: Element? {
    builder.outermost
  }

  /// Ends the document and returns its root.
  package consuming func finish() throws(XMLError) -> Element {
    if let failure = failure ?? refusal { throw failure }
    guard characters.unfinished == 0 else { throw .invalidUTF8 }
    guard held.isEmpty else { throw .malformed }
    let status = unsafe xmlParseChunk(context, nil, 0, 1)
    if let failure = builder.failure ?? refusal { throw failure }
    guard status == 0, let root = builder.root else { throw .malformed }
    return root
  }

  /// Takes one slice, or as much of it as ends such a tag; returns whether it did.
  private mutating func feed(_ bytes: inout ArraySlice<UInt8>, stopsBelowRoot: Bool) throws(XMLError) -> Bool {
    do throws(XMLError) {
      if let failure { throw failure }
      let (length, stopped) = try check(bytes.prefix(Self.sliceLength), stopsBelowRoot: stopsBelowRoot)
      try parse(bytes.prefix(length))
      bytes = bytes.dropFirst(length)
      if markup.hasTooManyAttributes { try refuseAttributes() }
      return stopped
    } catch {
      failure = error
      throw error
    }
  }

  /// Passes bytes through the checks; returns how many, and whether a tag's end stopped it. It also stops in a tag with
  /// too many attributes, which libxml2 must not see.
  private mutating func check(
    _ bytes: ArraySlice<UInt8>, stopsBelowRoot: Bool
  ) throws(XMLError) -> (length: Int, stopped: Bool) {
    var length = 0
    var stopped = false
    while length < bytes.count {
      if characters.isBetweenCharacters {
        length += markup.skipPlain(bytes[(bytes.startIndex + length)...])
        guard byteCount + length <= limits.bytes else { throw .tooLarge }
        guard length < bytes.count else { break }
      }
      let byte = bytes[bytes.startIndex + length]
      guard byteCount + length < limits.bytes else { throw .tooLarge }
      try characters.check(byte)
      let endsTag = try markup.endsTag(with: byte, endsCharacter: characters.isBetweenCharacters)
      stopped = endsTag && stopsBelowRoot && markup.depth <= 1
      length += 1
      if stopped || (markup.hasTooManyAttributes && refusal == nil) { break }
    }
    byteCount += length
    return (length, stopped)
  }

  /// Refuses the tag that the checks stopped in. What stands before it may be wrong, and then that comes first: libxml2
  /// keeps up to 300 bytes of a text back, and would meet a fault in them or not as the network cuts the stream, were it
  /// not given a tag of ours to end the text.
  private mutating func refuseAttributes() throws(XMLError) {
    guard refusal == nil else { return }
    held = Array("<a/>".utf8)
    try parseHeld(held.count)
    builder.refuse(.tooManyAttributes)
  }

  private mutating func parse(_ slice: ArraySlice<UInt8>) throws(XMLError) {
    guard refusal == nil else { return held = [] }
    held += slice
    try parseHeld(held.count - max(characters.unfinished, markup.unfinished))
  }

  /// Gives libxml2 as much of what is held.
  private mutating func parseHeld(_ complete: Int) throws(XMLError) {
    guard complete > 0 else { return }
    guard let length = Int32(exactly: complete) else { throw .tooLarge }
    let status = unsafe held.withUnsafeBytes { buffer in
      unsafe xmlParseChunk(context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), length, 0)
    }
    held.removeFirst(complete)
    if let failure = builder.failure { throw failure }
    guard status == 0 || refusal != nil else { throw .malformed }
  }

  /// How many bytes libxml2 gets at once.
  ///
  /// After an error the builder is deaf and libxml2 is fed no further slice, so this bounds the work spent on a document
  /// that is already refused. `xmlStopParser` is not called from a callback: in libxml2 2.9 it frees the input that the
  /// function below it on the stack is still reading.
  private static let sliceLength = 16 * 1024

  /// No network ever; no `NOENT`, `DTDLOAD` or `HUGE`, and no `NOERROR`, which from libxml2 2.13 on would silence our
  /// own handler too. `IGNORE_ENC` keeps an encoding's name, chosen by the peer, away from iconv, which loads a module
  /// of that name (CVE-2024-2961); ``XMLDeclaration`` refuses all but UTF-8.
  private static let options = Int32(bitPattern: XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue)

  /// libxml2 wants its globals set up by one thread before others parse; a static is made once.
  private static let libraryIsReady: Void = xmlInitParser()
}
