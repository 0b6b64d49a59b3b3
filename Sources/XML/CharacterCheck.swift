/// A strict UTF-8 decoder that passes the characters of XML 1.0 and no others, over bytes cut anywhere.
///
/// Server and client often read a stanza with different parsers. Bytes that one takes for a character and the other
/// skips let a sender smuggle a stanza past the server (CVE-2022-25235, Zoom's CVE-2022-22784), so there is one decoder
/// here, before any parser, and what it refuses nobody sees.
struct CharacterCheck {
  /// How many bytes of a character not yet complete were seen.
  private(set) var unfinished = 0
  /// How many bytes that character still lacks.
  private var missing = 0
  private var scalar: UInt32 = 0
  /// What the next byte may be; narrower than 0x80...0xBF after some first bytes.
  private var continuation: ClosedRange<UInt8> = Self.anyContinuation

  /// Checks bytes that are complete in themselves.
  static func checkAll(_ bytes: [UInt8]) throws(XMLError) {
    var check = CharacterCheck()
    for byte in bytes where byte &- 0x20 >= 0x60 || check.missing > 0 { try check.check(byte) }
    guard check.unfinished == 0 else { throw .invalidUTF8 }
  }

  /// Whether the next byte begins a character.
  var isBetweenCharacters: Bool {
    missing == 0
  }

  mutating func check(_ byte: UInt8) throws(XMLError) {
    if missing > 0 {
      try resume(byte)
    } else if byte < 0x80 {
      // Tab, line feed and carriage return are all that XML allows below the space.
      guard byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { throw .invalidCharacter }
    } else {
      try begin(byte)
    }
  }

  /// The first bytes and their second bytes of RFC 3629 section 4. Others would be overlong (C0, C1, E0 80, F0 80),
  /// surrogates (ED A0) or beyond U+10FFFF (F4 90, F5).
  private mutating func begin(_ byte: UInt8) throws(XMLError) {
    switch byte {
    case 0xC2...0xDF: start(byte & 0x1F, lacking: 1)
    case 0xE0: start(byte & 0x0F, lacking: 2, next: 0xA0...0xBF)
    case 0xED: start(byte & 0x0F, lacking: 2, next: 0x80...0x9F)
    case 0xE1...0xEF: start(byte & 0x0F, lacking: 2)
    case 0xF0: start(byte & 0x07, lacking: 3, next: 0x90...0xBF)
    case 0xF1...0xF3: start(byte & 0x07, lacking: 3)
    case 0xF4: start(byte & 0x07, lacking: 3, next: 0x80...0x8F)
    default: throw .invalidUTF8
    }
  }

  private mutating func start(_ bits: UInt8, lacking: Int, next: ClosedRange<UInt8> = anyContinuation) {
    scalar = UInt32(bits)
    missing = lacking
    unfinished = 1
    continuation = next
  }

  private mutating func resume(_ byte: UInt8) throws(XMLError) {
    guard continuation.contains(byte) else { throw .invalidUTF8 }
    continuation = Self.anyContinuation
    scalar = scalar << 6 | UInt32(byte & 0x3F)
    missing -= 1
    unfinished = missing == 0 ? 0 : unfinished + 1
    guard missing > 0 || (scalar != 0xFFFE && scalar != 0xFFFF) else { throw .invalidCharacter }
  }

  private static let anyContinuation: ClosedRange<UInt8> = 0x80...0xBF
}
