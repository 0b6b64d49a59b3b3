import Testing
import XML

@Suite("Reading a stream (RFC 6120 section 4)")
struct StreamReaderTests {
  private static let message = Element(
    "message", namespace: "jabber:client", ["from": "bob@example.com/x"],
    children: [Element("body", namespace: "jabber:client", text: "Hi & bye é\u{1F600}")])

  private static let conversation =
    StreamReading.header + "\n<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features> \n\t"
    + "<message from='bob@example.com/x'><body>Hi &amp; bye é<![CDATA[\u{1F600}]]></body></message>"
    + "<presence/><a xmlns='urn:xmpp:sm:3' h='1'/></stream:stream>\n"

  private static let events: [XMLStreamEvent] = [
    StreamReading.opened,
    .element(
      Element(
        "features", namespace: "http://etherx.jabber.org/streams",
        children: [Element("bind", namespace: "urn:ietf:params:xml:ns:xmpp-bind")])),
    .element(message), .element(Element("presence", namespace: "jabber:client")),
    .element(Element("a", namespace: "urn:xmpp:sm:3", ["h": "1"])), .closed,
  ]

  @Test("A stream is its header, its elements and its end")
  func wholeStream() {
    let reading = StreamReading(Self.conversation)
    #expect(reading.error == nil)
    #expect(reading.events == Self.events)
  }

  @Test("It is the same wherever the bytes are cut: once at each place, and at all of them")
  func cutAnywhere() {
    let bytes = Array(Self.conversation.utf8)
    let expected = StreamReading(bytes)
    for cut in bytes.indices {
      #expect(StreamReading(bytes, cuts: [cut]) == expected)
    }
    #expect(StreamReading(bytes, cuts: Array(bytes.indices)) == expected)
    for size in [2, 3, 5, 7, 11, 64] {
      #expect(StreamReading(bytes, cuts: Array(stride(from: 0, to: bytes.count, by: size))) == expected)
    }
  }

  @Test(
    "An element is there with its last byte: a server that waits for the answer sends no more",
    arguments: [
      "<presence/>", "<presence />", "<presence\n/>", "<presence></presence>", "<presence></presence >",
      "<message><body>x</body></message>", "<iq a='/>'/>", "<iq a='/iq>'></iq>", "<iq a=\"'>\"/>", "<iq>></iq>",
      "<iq><![CDATA[</iq>]]></iq>", "<iq>\r</iq>", "<iq><iq/><iq></iq></iq>",
    ])
  func atOnce(_ element: String) throws {
    var reader = XMLStreamReader()
    reader.append(Array(StreamReading.header.utf8))
    #expect(try reader.next() == StreamReading.opened)
    reader.append(Array(element.utf8.dropLast()))
    #expect(try reader.next() == nil)
    let isDrainedBefore = reader.isDrained
    reader.append([UInt8(ascii: ">")])
    #expect(try reader.next() != nil)
    let isDrainedAfter = reader.isDrained
    #expect(!isDrainedBefore && isDrainedAfter)
  }

  @Test("White space between stanzas keeps the connection alive and is no event, a megabyte of it no stanza too large")
  func keepalive() {
    let space = String(repeating: " \n\t\r", count: 1 << 19)
    let reading = StreamReading(StreamReading.header + space + "<presence/>" + space)
    #expect(reading.error == nil)
    #expect(reading.events == [StreamReading.opened, .element(Element("presence", namespace: "jabber:client"))])
  }

  @Test("Each stanza inherits the prefixes of the stream, and none of another stanza")
  func prefixes() {
    let header = "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client' xmlns:p='urn:p' version='1.0'>"
    let reading = StreamReading(header + "<p:a/><p:a xmlns:p='urn:q' p:b='1'/><p:a p:b='1'/><s:features/></s:stream>")
    #expect(
      reading.elements == [
        Element("a", namespace: "urn:p"),
        Element("a", namespace: "urn:q", attributes: [Attribute("b", namespace: "urn:q", "1")]),
        Element("a", namespace: "urn:p", attributes: [Attribute("b", namespace: "urn:p", "1")]),
        Element("features", namespace: "http://etherx.jabber.org/streams"),
      ])
    #expect(reading.events.last == .closed)
    #expect(StreamReading(header + "<a xmlns:q='urn:q'/><q:b/>").error == .xml(.undeclaredPrefix))
    #expect(StreamReading(header + "<q xmlns='urn:q'/><b/>").elements.last?.namespace == "jabber:client")
  }

  @Test("A header without prefix, and stanzas that each declare their namespace, are accepted")
  func withoutPrefix() {
    let reading = StreamReading(
      "<stream xmlns='http://etherx.jabber.org/streams' id='1'><features/><message xmlns='jabber:client'/></stream>")
    #expect(reading.error == nil)
    #expect(
      reading.events == [
        .opened(XMLStreamHeader(id: "1", version: nil, contentNamespace: "http://etherx.jabber.org/streams")),
        .element(Element("features", namespace: "http://etherx.jabber.org/streams")),
        .element(Element("message", namespace: "jabber:client")), .closed,
      ])
  }

  @Test("Each header's attribute is read, of its own namespace only")
  func header() {
    let reading = StreamReading(
      "<x:stream xmlns:x='http://etherx.jabber.org/streams' xmlns='jabber:client' x:from='no' to='a&amp;b' lang='no' "
        + "xml:lang='de'>")
    #expect(reading.events == [.opened(XMLStreamHeader(to: "a&b", version: nil, language: "de"))])
  }

  @Test("STARTTLS injection: what follows an element in the same packet is noticed, before it is read")
  func injection() throws {
    let proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
    for injected in ["", "<stream:features/>", "<", " ", "\0"] {
      var reader = XMLStreamReader()
      reader.append(Array((StreamReading.header + proceed + injected).utf8))
      #expect(try reader.next() == StreamReading.opened)
      #expect(try reader.next() == .element(Element("proceed", namespace: "urn:ietf:params:xml:ns:xmpp-tls")))
      let isDrained = reader.isDrained
      #expect(isDrained == injected.isEmpty)
    }
  }

  @Test("What stood before an error is still reported, and the error again and again")
  func afterAnError() throws {
    var reader = XMLStreamReader()
    reader.append(Array((StreamReading.header + "<presence/><!---->").utf8))
    #expect(try reader.next() == StreamReading.opened)
    #expect(try reader.next() == .element(Element("presence", namespace: "jabber:client")))
    for _ in 0..<3 {
      #expect(throws: XMLStreamError.xml(.restricted)) { try reader.next() }
      reader.append(Array("<presence/>".utf8))
    }
  }

  @Test("White space may follow the end of a stream, and nothing else")
  func afterTheEnd() {
    #expect(StreamReading(StreamReading.header + "</stream:stream> \n").error == nil)
    for more in ["<presence/>", "x", "</stream:stream>", StreamReading.header, "\0"] {
      let reading = StreamReading(StreamReading.header + "</stream:stream>" + more)
      #expect(reading.events == [StreamReading.opened, .closed])
      #expect(reading.error?.condition == .notWellFormed)
    }
  }
}
