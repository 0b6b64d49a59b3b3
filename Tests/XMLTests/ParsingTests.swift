import Testing
import XML

@Suite("Reading a document")
struct ParsingTests {
  @Test("A stanza becomes a tree of names, namespaces, attributes and texts")
  func stanza() throws {
    let message = try Element.parse(
      """
      <message xmlns='jabber:client' from="bob@example.com/x" xml:lang='en'>
      <body>Hi &amp; bye</body><e:encrypted xmlns:e='urn:xmpp:omemo:2'/></message>
      """)
    #expect(message.name == "message")
    #expect(message.namespace == "jabber:client")
    #expect(
      message.attributes == [
        Attribute("from", "bob@example.com/x"),
        Attribute("lang", namespace: "http://www.w3.org/XML/1998/namespace", "en"),
      ])
    #expect(
      message.children == [
        .text("\n"), .element(Element("body", namespace: "jabber:client", text: "Hi & bye")),
        .element(Element("encrypted", namespace: "urn:xmpp:omemo:2")),
      ])
  }

  @Test(
    "Text is what its characters, references and CDATA sections say",
    arguments: [
      ("<a>&lt;&gt;&amp;&apos;&quot;</a>", "<>&'\""),
      ("<a>&#65;&#x42;&#x1F600;&#233;&#13;</a>", "AB\u{1F600}é\r"),
      ("<a>x<![CDATA[<b>&amp;]]>y</a>", "x<b>&amp;y"),
      ("<a><![CDATA[]]]]><![CDATA[>]]></a>", "]]>"),
      ("<a><![CDATA[]]></a>", ""),
      ("<a>\r\n1\r2\n</a>", "\n1\n2\n"),
      ("<a> \t\n </a>", " \t\n "),
      ("<a>&#38;#38;&#x26;amp;</a>", "&#38;&amp;"),
      ("<a>\u{7F}\u{85}\u{D7FF}\u{E000}\u{FFFD}\u{10FFFF}</a>", "\u{7F}\u{85}\u{D7FF}\u{E000}\u{FFFD}\u{10FFFF}"),
    ])
  func text(document: String, expected: String) throws {
    let element = try Element.parse(document)
    #expect(element.text == expected)
    #expect(element.children == (expected.isEmpty ? [] : [.text(expected)]))
    #expect(try Parsing.parse(Array(document.utf8), inChunksOf: 1) == element)
  }

  @Test(
    "An attribute's value is what its characters and references say",
    arguments: [
      ("&lt;&gt;&amp;&apos;&quot;", "<>&'\""),
      ("&amp;amp;", "&amp;"),
      ("&amp;#38;&#38;#38;&#x26;lt;", "&#38;&#38;&lt;"),
      ("a&amp;b&#38;c", "a&b&c"),
      ("a\tb\nc\r\nd", "a b c d"),
      ("a&#9;b&#10;c&#13;d", "a\tb\nc\rd"),
      ("é&#xE9;&#x1F600;", "éé\u{1F600}"),
      ("", ""),
      ("  x  ", "  x  "),
      (">", ">"),
    ])
  func value(written: String, expected: String) throws {
    let element = try Element.parse("<a v='\(written)'/>")
    #expect(element.attributes == [Attribute("v", expected)])
  }

  @Test(
    "A declaration of version 1.0 and UTF-8 may come first",
    arguments: [
      "<?xml version='1.0'?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version='1.0' encoding='utf-8' ?>",
      "<?xml  version = '1.0'\n encoding = 'Utf-8' standalone='yes'?>\r\n", "<?xml version='1.0' standalone='no'?> ",
    ])
  func declaration(_ declaration: String) throws {
    let bytes = Array((declaration + "<a/>\n ").utf8)
    #expect(try Element.parse(bytes) == Element("a", namespace: ""))
    #expect(try Parsing.parse(bytes, inChunksOf: 1) == Element("a", namespace: ""))
  }

  @Test("A text in many pieces is joined into one, and in time that grows with its length")
  func longText() throws {
    let text = String(repeating: "ab&amp;é", count: 100_000)
    let element = try Element.parse("<a>\(text)</a>")
    #expect(element.children == [.text(String(repeating: "ab&é", count: 100_000))])
  }

  @Test("Parsers work side by side, the first ones too")
  func concurrently() async throws {
    let document = "<a xmlns='urn:x'><b c='d'>e</b></a>"
    let expected = try Element.parse(document)
    try await withThrowingTaskGroup(of: Element.self) { group in
      for _ in 0..<64 { group.addTask { try Element.parse(document) } }
      for try await element in group { #expect(element == expected) }
    }
  }
}
