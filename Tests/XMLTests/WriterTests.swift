import Testing
import XML

@Suite("Writing a tree")
struct WriterTests {
  @Test(
    "A tree has one spelling",
    arguments: [
      (Element("a", namespace: ""), "<a/>"),
      (Element("a", namespace: "u:x", ["b": "c", "a": ""]), "<a xmlns='u:x' b='c' a=''/>"),
      (
        Element("a", namespace: "u:x", text: "1 < 2 & 'x' > \"\r\n\t"),
        "<a xmlns='u:x'>1 &lt; 2 &amp; 'x' &gt; \"&#13;\n\t</a>"
      ),
      (Element("a", namespace: "", ["b": "<&>'\"\t\n\r"]), "<a b='&lt;&amp;&gt;&apos;&quot;&#9;&#10;&#13;'/>"),
      (
        Element(
          "a", namespace: "u:x",
          children: [Element("b", namespace: "u:x"), Element("c", namespace: ""), Element("d", namespace: "u:y")]),
        "<a xmlns='u:x'><b/><c xmlns=''/><d xmlns='u:y'/></a>"
      ),
      (
        Element(
          "a", namespace: "",
          attributes: [
            Attribute("lang", namespace: "http://www.w3.org/XML/1998/namespace", "en"),
            Attribute("b", namespace: "u:x", "1"),
            Attribute("c", namespace: "u:y", "2"), Attribute("d", namespace: "u:x", "3"), Attribute("b", "4"),
          ]),
        "<a xml:lang='en' xmlns:ns0='u:x' ns0:b='1' xmlns:ns1='u:y' ns1:c='2' ns0:d='3' b='4'/>"
      ),
      (Element("a", namespace: "u:'"), "<a xmlns='u:&apos;'/>"),
      (Element("a", namespace: "", text: nil), "<a/>"),
      (Element("a", namespace: "", text: ""), "<a/>"),
    ])
  func spelling(element: Element, expected: String) throws {
    #expect(try element.serialized() == expected)
  }

  @Test("A random tree is written and read back equal, whole or in single bytes", arguments: 0..<300 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = TreeGenerator(seed: seed)
    let element = generator.element()
    let written = try element.serialized()
    let read = try Element.parse(written)
    #expect(read == element)
    #expect(try Array(read.serialized().utf8) == Array(written.utf8))
    for size in [1, 2, 3, 7, 64] {
      #expect(try Parsing.parse(Array(written.utf8), inChunksOf: size) == element)
    }
  }

  @Test(
    "Stanza smuggling: a name that is none is not written, of an element or an attribute",
    arguments: [
      "", " ", "a b", "a>", "a/", "a='x'", "a:b", ":a", "1a", "-a", ".a", "a\n", "a\0", "<a", "a&b", "xmlns:p",
      "\u{301}", "a\u{D7}", "a\u{2028}", "\u{FFFE}", "\u{212A}", "a\u{37E}", "body xmlns='urn:other'", "\u{F0000}",
    ])
  func names(_ name: String) {
    #expect(throws: XMLError.invalidCharacter) { try Element(name, namespace: "").serialized() }
    #expect(throws: XMLError.invalidCharacter) {
      try Element("a", namespace: "", attributes: [Attribute(name, "")]).serialized()
    }
  }

  @Test("Stanza smuggling: an attribute named xmlns does not change its element's namespace")
  func declarationInDisguise() {
    #expect(throws: XMLError.invalidCharacter) { try Element("a", namespace: "", ["xmlns": "u:x"]).serialized() }
  }

  @Test(
    "A character that XML forbids is not written, in a text, a value or further down",
    arguments: ["\0", "\u{1}", "\u{8}", "\u{B}", "\u{C}", "\u{E}", "\u{1B}[2J", "\u{1F}", "\u{FFFE}", "\u{FFFF}"])
  func characters(_ text: String) {
    for element in [
      Element("a", namespace: "", text: text), Element("a", namespace: "", ["b": text]),
      Element("a", namespace: "", children: [Element("b", namespace: "", text: "x\(text)")]),
    ] {
      #expect(throws: XMLError.invalidCharacter) { try element.serialized() }
    }
  }

  @Test(
    "A namespace that is none or is reserved is not written",
    arguments: [
      "a b", "a|b", "a}b", "a\nb", "a\0", "é", "<", "a&b", "http://www.w3.org/2000/xmlns/",
    ])
  func namespaces(_ namespace: String) {
    #expect(throws: XMLError.invalidValue) { try Element("a", namespace: namespace).serialized() }
    #expect(throws: XMLError.invalidValue) {
      try Element("a", namespace: "", attributes: [Attribute("b", namespace: namespace, "")]).serialized()
    }
  }

  @Test("The namespace of xml:lang is not written as a default")
  func xmlNamespace() {
    #expect(throws: XMLError.invalidValue) {
      try Element("a", namespace: "http://www.w3.org/XML/1998/namespace").serialized()
    }
  }

  @Test("An attribute that stands twice is not written; two of one name in two namespaces are two")
  func duplicates() throws {
    let first = Attribute("a", namespace: "u:x", "1")
    #expect(throws: XMLError.duplicate) {
      try Element("a", namespace: "", attributes: [first, Attribute("a", namespace: "u:x", "2")]).serialized()
    }
    let element = Element("a", namespace: "", attributes: [first, Attribute("a", "2")])
    #expect(try Element.parse(element.serialized()) == element)
  }

  @Test("What could not be read back for its depth is not written")
  func depth() throws {
    var element = Element("a", namespace: "")
    for _ in 1..<64 { element = Element("a", namespace: "", children: [element]) }
    #expect(try Element.parse(element.serialized()) == element)
    let deeper = Element("a", namespace: "", children: [element])
    #expect(throws: XMLError.tooDeep) { try deeper.serialized() }
  }
}
