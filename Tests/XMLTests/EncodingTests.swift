import TestSupport
import Testing
import XML

@Suite("Encodings and characters")
struct EncodingTests {
  /// The arguments are hex.
  @Test(
    "E2 stanza smuggling: bytes that are not UTF-8 are refused wherever they stand",
    arguments: [
      "c0bc", "c1bf", "e0809f", "e09fbf", "f08080bc", "f08fbfbf",  // overlong, among them a `<`
      "eda080", "edbfbf", "eda0bdedb880",  // surrogates, and a pair of them: CESU-8
      "f4908080", "f5808080", "f880808080", "ff", "fe",  // beyond U+10FFFF
      "80", "bf", "c3", "e282", "f09f98", "e2", "f0",  // a continuation alone, or missing
      "c33c", "e2823c", "f09f983c", "c327", "e28222",  // cut short before `<` and quotes
      "e9",  // Latin-1
    ])
  func invalidUTF8(_ hex: String) {
    let bytes = [UInt8](hex: hex)
    for (before, after) in Self.places {
      let document = Array(before.utf8) + bytes + Array(after.utf8)
      #expect(Parsing.failure(document) == .invalidUTF8)
      #expect(Parsing.failure(document, inChunksOf: 1) == .invalidUTF8)
    }
  }

  @Test(
    "Stanza smuggling: characters that XML forbids are refused wherever they stand",
    arguments: Array(0x00...0x08) + [0x0B, 0x0C] + Array(0x0E...0x1F) + [0xFFFE, 0xFFFF])
  func invalidCharacter(_ value: Int) throws {
    let scalar = try #require(Unicode.Scalar(UInt32(value)))
    for (before, after) in Self.places {
      #expect(Parsing.failure("\(before)\(scalar)\(after)") == .invalidCharacter)
    }
  }

  @Test(
    "A reference to a code point that is no character is refused",
    arguments: [
      "#0", "#x0", "#x1", "#8", "#11", "#x1F", "#xD800", "#xDFFF", "#xFFFE", "#65535", "#x110000", "#x7FFFFFFF",
      "#4294967297", "#x100000041", "#99999999999999999999", "#xFFFFFFFFFFFFFFFF41", "#-1", "#x-1",
    ])
  func invalidReference(_ reference: String) {
    #expect(Parsing.failure("<a>&\(reference);</a>") != nil)
    #expect(Parsing.failure("<a b='&\(reference);'/>") != nil)
  }

  @Test(
    "A declaration of another encoding is refused, and none is looked up",
    arguments: [
      "ISO-8859-1", "latin1", "US-ASCII", "UTF-16", "UTF-16LE", "UTF-32", "UCS-4", "UTF-7", "IBM037", "ISO-2022-CN-EXT",
      "HTML", "x", "", "UTF8", "utf-8//IGNORE", " UTF-8",
    ])
  func declaredEncoding(_ name: String) {
    let document = "<?xml version='1.0' encoding='\(name)'?><a/>"
    #expect(Parsing.failure(document) == .unsupportedEncoding)
    #expect(Parsing.failure(Array(document.utf8), inChunksOf: 1) == .unsupportedEncoding)
  }

  @Test(
    "A declaration that is wrong otherwise is refused",
    arguments: [
      "<?xml?>", "<?xml ?>", "<?xml version='1.1'?>", "<?xml version='2.0'?>", "<?xml version=''?>",
      "<?xml version=1.0?>", "<?xml version='1.0' encoding=UTF-8?>", "<?xml version='1.0'encoding='UTF-8'?>",
      "<?xml version='1.0' x='y'?>", "<?xml encoding='UTF-8' version='1.0'?>",
      "<?xml version='1.0' standalone='maybe'?>", "<?xml version='1.0'>",
      "<?xml version='1.0' encoding='UTF-8' encoding='UTF-8'?>", "<?xmlversion='1.0'?>", "<? xml version='1.0'?>",
      "<?xml version='1.0' standalone='yes' encoding='latin1'?>", "<?xml version=\"1.0'?>", "<?xml version='1.0'??>",
    ])
  func wrongDeclaration(_ declaration: String) {
    #expect(Parsing.failure(declaration + "<a/>") != nil)
  }

  @Test(
    "Another encoding is not guessed from the first bytes, nor a byte order mark skipped",
    arguments: [
      "efbbbf3c612f3e", "fffe3c0061002f003e00", "feff003c0061002f003e", "3c0061002f003e00", "003c0061002f003e",
      "0000003c000000610000002f0000003e", "3c000000610000002f0000003e000000", "4c6fa79493", "4c816e6e",
      "20efbbbf3c612f3e", "2b2f76382d3c612f3e",
    ])
  func guessedEncoding(_ hex: String) {
    #expect(Parsing.failure([UInt8](hex: hex)) != nil)
  }

  private static let places = [
    ("<a>", "</a>"), ("<a b='", "'/>"), ("<a", "/>"), ("<a b", "='c'/>"), ("<a xmlns='u:", "'/>"),
    ("<a><![CDATA[", "]]></a>"), ("", "<a/>"), ("<a/>", ""),
  ]
}
