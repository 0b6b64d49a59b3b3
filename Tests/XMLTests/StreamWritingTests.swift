import Testing
import XML

@Suite("Writing into a stream")
struct StreamWritingTests {
  private static let header = XMLStreamHeader(from: "a@b", to: "b", language: "en")

  @Test("A header that was written is read as it was")
  func header() throws {
    for header in [
      Self.header, XMLStreamHeader(version: nil), XMLStreamHeader(to: "<>&'\"\t\n", id: "'/><iq/>"),
      XMLStreamHeader(contentNamespace: ""), XMLStreamHeader(contentNamespace: XMLStreamHeader.streamNamespace),
    ] {
      let written = try header.serialized()
      #expect(StreamReading(written + XMLStreamHeader.endTag).events == [.opened(header), .closed])
    }
  }

  @Test("A header with a character that XML forbids is not written")
  func forbidden() {
    #expect(throws: XMLError.invalidCharacter) { try XMLStreamHeader(to: "a\0").serialized() }
    #expect(throws: XMLError.invalidValue) { try XMLStreamHeader(contentNamespace: "' a='").serialized() }
  }

  @Test("Random trees written into a stream are read back equal, in order, whatever they hold", arguments: 0..<8)
  func roundTrip(_ seed: UInt64) throws {
    var generator = TreeGenerator(seed: seed)
    let trees = (0..<100).map { _ in generator.element() }
    var stream = try Self.header.serialized()
    for tree in trees { stream += try tree.serialized(scope: XMLStreamHeader.clientNamespace) }
    let reading = StreamReading(stream + XMLStreamHeader.endTag)
    #expect(reading.elements == trees)
    #expect(reading.events.last == .closed)
    #expect(reading == StreamReading(singleBytesOf: stream + XMLStreamHeader.endTag))
  }

  @Test("An element of no namespace stays in none, and one of the stream's is not declared again")
  func scope() throws {
    let scope = XMLStreamHeader.clientNamespace
    #expect(try Element("a", namespace: "").serialized(scope: scope) == "<a xmlns=''/>")
    #expect(try Element("iq", namespace: scope).serialized(scope: scope) == "<iq/>")
    #expect(try Element("iq", namespace: scope).serialized() == "<iq xmlns='jabber:client'/>")
  }

  @Test(
    "Stanza smuggling: no text, value or namespace leaves its element",
    arguments: [
      "</body></message><iq/>", "</stream:stream>", "]]></body></message>", "<![CDATA[", "<!--", "-->", "'/><iq a='",
      "\"/><iq a=\"", "&lt;/body&gt;", "&#60;/body>", "<?xml version='1.0'?>", "<stream:stream>", "&", "&amp", "%3C",
      "\u{FF1C}/body\u{FF1E}", "\u{2028}</body>",
    ])
  func smuggling(_ text: String) throws {
    let message = Element(
      "message", namespace: "jabber:client", ["to": text],
      children: [Element("body", namespace: "jabber:client", text: text)])
    let end = Element("presence", namespace: "jabber:client")
    let stream =
      try Self.header.serialized() + message.serialized(scope: "jabber:client") + end.serialized(scope: "jabber:client")
    #expect(StreamReading(stream).elements == [message, end])
    #expect(StreamReading(singleBytesOf: stream).elements == [message, end])
  }
}
