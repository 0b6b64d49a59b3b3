import Testing
import XML

/// libxml2 takes a text that is longer than 300 bytes, or ends with a chunk, in pieces, and a `]]` at the end of one is no
/// longer known when the `>` comes.
@Suite("The end of a CDATA section in a text (XML 1.0 section 2.4)")
struct BracketTests {
  private static let attacks = [
    "<a>" + String(repeating: "x", count: 298) + "]]></a>", "<iq>" + String(repeating: "x", count: 16_378) + "]]></iq>",
    "<a>é]]></a>", "<a>]]]]]></a>", "<a>&gt;]]></a>", "<a>x<b/>]]></a>", "<a><![CDATA[x]]>]]></a>",
  ]

  /// The places in and around the brackets, after which the first chunk ends.
  private static func cuts(_ text: String) -> [Int] {
    let end = text.utf8.count - "]]></iq>".utf8.count
    return Array(max(1, end - 3)..<text.utf8.count)
  }

  @Test("It is refused wherever the chunks end", arguments: attacks)
  func refused(_ document: String) {
    let bytes = Array(document.utf8)
    #expect(Parsing.failure(bytes) == .malformed)
    #expect(Parsing.failure(bytes, inChunksOf: 1) == .malformed)
    for cut in Self.cuts(document) { #expect(Parsing.failure(bytes, inChunksOf: cut) == .malformed, "cut at \(cut)") }
  }

  @Test(
    "Stanza smuggling: so it is in a stream, by who gets it whole and by who gets it in pieces", arguments: attacks)
  func refusedInStream(_ stanza: String) {
    let header = Array(StreamReading.header.utf8)
    let bytes = header + Array(stanza.utf8)
    let ways = Self.cuts(stanza).map { [header.count + $0] } + [[], Array(bytes.indices)]
    for cuts in ways {
      let reading = StreamReading(bytes, cuts: cuts)
      #expect(reading.events == [StreamReading.opened])
      #expect(reading.error?.condition == .notWellFormed)
    }
  }

  @Test(
    "Brackets and greater-than signs that do not make it up are text",
    arguments: [
      ("<a>></a>", ">"), ("<a>]></a>", "]>"), ("<a>]] ></a>", "]] >"), ("<a>]]\u{E9}></a>", "]]\u{E9}>"),
      ("<a>]]]</a>", "]]]"), ("<a>]]&gt;</a>", "]]>"), ("<a>]]<b/>></a>", "]]>"), ("<a>]&#93;></a>", "]]>"),
      ("<a>]]<![CDATA[>]]></a>", "]]>"), ("<a><![CDATA[]]]]>></a>", "]]>"), ("<a b=']]>'>x</a>", "x"),
    ])
  func allowed(document: String, text: String) throws {
    let bytes = Array(document.utf8)
    #expect(try Element.parse(bytes).text == text)
    #expect(try Parsing.parse(bytes, inChunksOf: 1).text == text)
  }
}
