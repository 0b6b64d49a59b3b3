import TestSupport
import Testing
import XML

@Suite("Refusing a stream (RFC 6120 sections 4.9.3 and 11)")
struct StreamRefusalTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let condition: XMLStreamCondition

    init(_ testDescription: String, _ text: String, _ condition: XMLStreamCondition) {
      self.init(testDescription, bytes: Array(text.utf8), condition)
    }

    init(_ testDescription: String, bytes: [UInt8], _ condition: XMLStreamCondition) {
      self.testDescription = testDescription
      self.bytes = bytes
      self.condition = condition
    }
  }

  /// What is sent between one `<presence/>` and the next.
  private static let attacks = [
    Attack("billion laughs", "<!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'>]><l>&b;</l>", .restrictedXML),
    Attack("external entity", "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>", .restrictedXML),
    Attack("document type in a stanza", "<iq><!DOCTYPE l></iq>", .restrictedXML),
    Attack("comment", "<!-- x -->", .restrictedXML), Attack("comment in a stanza", "<iq><!----></iq>", .restrictedXML),
    Attack("comment that hides an end tag", "<iq><!--</iq><iq>--></iq>", .restrictedXML),
    Attack("processing instruction", "<?php x?>", .restrictedXML),
    Attack("processing instruction in a stanza", "<iq><?x?></iq>", .restrictedXML),
    Attack("second declaration", "<?xml version='1.0'?>", .restrictedXML),
    Attack("second header, with its declaration", StreamReading.header, .restrictedXML),
    Attack("CDATA section in the stream", "<![CDATA[]]><iq/>", .restrictedXML),
    Attack("undefined entity", "<iq>&nbsp;</iq>", .restrictedXML),
    Attack("undefined entity in a value", "<iq a='&nbsp;'/>", .restrictedXML),
    Attack("undeclared prefix", "<foo:iq/>", .badNamespacePrefix),
    Attack("undeclared prefix further down", "<iq><foo:a/></iq>", .badNamespacePrefix),
    Attack("undeclared prefix of an attribute", "<iq foo:a=''/>", .badNamespacePrefix),
    Attack("text in the stream", "text", .badFormat), Attack("reference in the stream", "&#32;", .badFormat),
    Attack("no-break space in the stream", "\u{A0}", .badFormat), Attack("NUL in the stream", "\0", .badFormat),
    Attack("byte order mark in the stream", "\u{FEFF}<iq/>", .badFormat),
    Attack("end tag alone", "</iq>", .notWellFormed), Attack("end tag of another prefix", "</s:stream>", .notWellFormed),
    Attack("end tag without prefix", "</stream>", .notWellFormed),
    Attack("end tags crossed", "<iq><a></iq></a>", .notWellFormed),
    Attack("stream closed within a stanza", "<iq></stream:stream>", .notWellFormed),
    Attack("stream closed within a stanza, twice", "<iq></stream:stream></stream:stream>", .notWellFormed),
    Attack("two stanzas, the first left open", "<iq><iq></iq></stream:stream>", .notWellFormed),
    Attack("slash in a name", "<iq/a/>", .notWellFormed), Attack("slash before space", "<iq / >", .notWellFormed),
    Attack("slash in an end tag", "<iq></iq/>", .notWellFormed), Attack("empty tag", "<>", .notWellFormed),
    Attack("empty end tag", "<iq></>", .notWellFormed), Attack("space before a name", "< iq/>", .notWellFormed),
    Attack("tag in a tag", "<iq <a/>", .notWellFormed), Attack("value without quotes", "<iq a=b/>", .notWellFormed),
    Attack("quote between attributes", "<iq a='b'c='d'/>", .notWellFormed),
    Attack("less-than sign in a value", "<iq a='<'/>", .notWellFormed),
    Attack("less-than sign in a value, and a stanza", "<iq a='><message a='/>", .notWellFormed),
    Attack("attribute twice", "<iq a='1' a='2'/>", .notWellFormed),
    Attack("attribute twice by two prefixes", "<iq xmlns:p='u:x' xmlns:q='u:x' p:a='' q:a=''/>", .notWellFormed),
    Attack("end of CDATA in a text", "<iq>]]></iq>", .notWellFormed),
    Attack("NUL in a stanza", "<iq>\0</iq>", .notWellFormed), Attack("escape in a name", "<i\u{1B}q/>", .notWellFormed),
    Attack("reference to NUL", "<iq>&#0;</iq>", .notWellFormed),
    Attack("reference to a surrogate", "<iq>&#xD800;</iq>", .notWellFormed),
    Attack("endless reference", "<iq>&" + String(repeating: "x", count: 100), .notWellFormed),
    Attack("overlong less-than sign", bytes: Array("<iq>".utf8) + [0xC0, 0xBC], .unsupportedEncoding),
    Attack("surrogates (CESU-8)", bytes: Array("<iq>".utf8) + [UInt8](hex: "eda0bdedb880"), .unsupportedEncoding),
    Attack("character cut short before a tag", bytes: Array("<iq>".utf8) + [0xE2, 0x82, 0x3C], .unsupportedEncoding),
    Attack("character cut short in a name", bytes: Array("<i".utf8) + [0xC3, 0x3E], .unsupportedEncoding),
    Attack("Latin-1", bytes: Array("<iq a='".utf8) + [0xE9, 0x27], .unsupportedEncoding),
    Attack("never-ending value", "<iq a='" + String(repeating: "x", count: 2_000_000), .policyViolation),
    Attack("never-ending text", "<iq>" + String(repeating: "x", count: 2_000_000), .policyViolation),
    Attack("never-ending name", "<" + String(repeating: "x", count: 2_000_000), .policyViolation),
    Attack("never-ending nesting", String(repeating: "<a>", count: 400_000), .policyViolation),
    Attack("never-ending attributes", "<iq" + String(repeating: " a=''", count: 300_000), .policyViolation),
    Attack("comment in a stanza that is refused", "<iq><a xmlns='a b'/><!----></iq>", .restrictedXML),
    Attack("surrogates in a stanza that is refused",
      bytes: Array("<iq><a xmlns='a b'/>".utf8) + [UInt8](hex: "eda0bdedb880"), .unsupportedEncoding),
    Attack("undeclared prefix before a namespace that is no URI", "<iq><foo:a/><a xmlns='a b'/></iq>", .badNamespacePrefix),
    Attack("undeclared prefix before 65 attributes", "<iq><foo:a/><a\(XMLTestText.attributes(65))/></iq>", .badNamespacePrefix),
  ]

  @Test("An attack between two stanzas ends the stream with the RFC's condition; the first stands", arguments: attacks)
  func betweenStanzas(_ attack: Attack) {
    let reading = StreamReading(
      Array((StreamReading.header + "<presence/>").utf8) + attack.bytes + Array("<presence/>".utf8))
    #expect(reading.events == [StreamReading.opened, .element(Element("presence", namespace: "jabber:client"))])
    #expect(reading.error?.condition == attack.condition)
  }

  @Test("So it does in single bytes", arguments: attacks.filter { $0.bytes.count < 500_000 })
  func inSingleBytes(_ attack: Attack) {
    let bytes = Array(StreamReading.header.utf8) + attack.bytes + Array("<presence/>".utf8)
    let reading = StreamReading(bytes, cuts: Array(bytes.indices))
    #expect(reading.events == [StreamReading.opened])
    #expect(reading.error?.condition == attack.condition)
  }

  @Test(
    "A header that opens no stream of a client's is refused",
    arguments: [
      ("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:server'>", .invalidNamespace),
      ("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='u:x'>", .invalidNamespace),
      ("<stream:stream xmlns:stream='http://etherx.jabber.org/stream' xmlns='jabber:client'>", .invalidNamespace),
      ("<stream xmlns='jabber:client'>", .invalidNamespace), ("<stream:stream>", .badNamespacePrefix),
      ("<stream>", .invalidNamespace), ("<html>", .invalidNamespace),
      ("<s:features xmlns:s='http://etherx.jabber.org/streams'>", .badFormat),
      ("<s:Stream xmlns:s='http://etherx.jabber.org/streams'>", .badFormat),
      ("<s:stream xmlns:s='http://etherx.jabber.org/streams'/>", .badFormat),
      ("<s:stream xmlns:s='http://etherx.jabber.org/streams' a='' a=''>", .notWellFormed),
      ("HTTP/1.1 400 Bad Request\r\n\r\n<html>", .notWellFormed), ("x", .notWellFormed), ("&", .notWellFormed),
      ("</stream:stream>", .notWellFormed), ("\u{FEFF}<stream:stream>", .notWellFormed), ("\0", .notWellFormed),
      (" <?xml version='1.0'?>", .restrictedXML), ("<!DOCTYPE x>", .restrictedXML), ("<!---->", .restrictedXML),
      ("<?xml version='1.0' encoding='UTF-16'?>", .unsupportedEncoding),
      ("<?xml version='1.0' encoding='ISO-8859-1'?>", .unsupportedEncoding),
      ("<?xml version='1.1'?>", .notWellFormed),
    ] as [(String, XMLStreamCondition)])
  func headers(header: String, condition: XMLStreamCondition) {
    for reading in [StreamReading(header + "<a/>"), StreamReading(singleBytesOf: header + "<a/>")] {
      #expect(reading.events.isEmpty)
      #expect(reading.error?.condition == condition)
    }
  }

  @Test("A header in another encoding, or that is TLS or HTTP/2, is refused", arguments: [
    "fffe3c00", "feff003c", "3c003f00", "003c003f", "160301", "1503030002", "00001204", "4c6fa7",
  ])
  func otherProtocols(_ hex: String) {
    #expect(StreamReading([UInt8](hex: hex) + Array(StreamReading.header.utf8)).events.isEmpty)
    #expect(StreamReading([UInt8](hex: hex) + Array(StreamReading.header.utf8)).error != nil)
  }
}
