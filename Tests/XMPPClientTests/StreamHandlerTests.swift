import NIOCore
import NIOEmbedded
import Testing
import XML
import XMPPClient

@Suite("A stream on a channel")
struct StreamHandlerTests {
  private static let header =
    "<stream:stream from='a.test' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
  private static let opening = StreamText(text: "<open>", opensStream: true)

  private func withChannel(_ body: (EmbeddedChannel) throws -> Void) throws {
    let loop = EmbeddedEventLoop()
    let channel = EmbeddedChannel(handler: StreamHandler(secured: loop.makePromise(of: [UInt8]?.self)), loop: loop)
    try body(channel)
    _ = try? channel.finish()
  }

  private func events(_ channel: EmbeddedChannel) throws -> [XMLStreamEvent] {
    var events: [XMLStreamEvent] = []
    while let event = try channel.readInbound(as: XMLStreamEvent.self) { events.append(event) }
    return events
  }

  @Test("Bytes become events, and each header that is sent begins a new stream")
  func streams() throws {
    try withChannel { channel in
      for _ in 0..<2 {
        try channel.writeOutbound(Self.opening)
        try channel.writeInbound(ByteBuffer(string: Self.header + "<a/><b"))
        try channel.writeInbound(ByteBuffer(string: "/>"))
        #expect(
          try events(channel) == [
            .opened(XMLStreamHeader(from: "a.test")), .element(Element("a", namespace: "jabber:client")),
            .element(Element("b", namespace: "jabber:client")),
          ])
        #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "<open>"))
      }
    }
  }

  @Test("Half a stanza of the old stream does not go on in the new one")
  func leftOver() throws {
    try withChannel { channel in
      try channel.writeOutbound(Self.opening)
      try channel.writeInbound(ByteBuffer(string: Self.header + "<a>"))
      #expect(throws: ConnectionError.protocolViolation) {
        try channel.writeOutbound(Self.opening)
        try channel.throwIfErrorCaught()
      }
    }
  }

  @Test("A silent connection ends after two periods, but not while we do not listen")
  func silence() throws {
    try withChannel { channel in
      func passPeriod() throws {
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.read)
        try channel.throwIfErrorCaught()
      }
      // Reading is held back: nobody asks for more than came.
      try channel.writeInbound(ByteBuffer(string: Self.header))
      for _ in 0..<3 { try passPeriod() }
      channel.read()
      try passPeriod()
      try channel.writeInbound(ByteBuffer(string: "<a/>"))
      channel.read()
      try passPeriod()
      #expect(throws: ConnectionError.timedOut) { try passPeriod() }
    }
  }

  @Test("What cannot be read is told with the RFC's condition, after what could be")
  func malformed() throws {
    try withChannel { channel in
      #expect(throws: ConnectionError.stream(.xml(.restricted))) {
        try channel.writeInbound(ByteBuffer(string: Self.header + "<a/><!-- -->"))
      }
      let events = try events(channel)
      #expect(events.count == 2)
      let farewell = try StreamOutput.close(.restrictedXML).serialized()
      #expect(
        farewell
          == "<stream:error><restricted-xml xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>")
    }
  }
}
