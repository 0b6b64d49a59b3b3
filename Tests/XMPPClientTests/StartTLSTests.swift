import NIOCore
import NIOEmbedded
import NIOSSL
import Testing
import XML
import XMPPClient

@Suite("STARTTLS (RFC 6120 section 5)")
struct StartTLSTests {
  static let header =
    "<?xml version='1.0'?><stream:stream from='a.test' id='1' version='1.0' xmlns='jabber:client' "
    + "xmlns:stream='http://etherx.jabber.org/streams'>"
  static let features =
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
  static let proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
  static let starttls = StreamOutput.element(Element("starttls", namespace: "urn:ietf:params:xml:ns:xmpp-tls"))

  @Test("The client asks for TLS and begins it when told to, wherever packets end")
  func negotiated() throws {
    var whole = StartTLSNegotiation()
    #expect(try whole.receive(Array((Self.header + Self.features).utf8)) == .send(Self.starttls))
    #expect(try whole.receive(Array(Self.proceed.utf8)) == .startTLS)

    var piecemeal = StartTLSNegotiation()
    var steps: [StartTLSNegotiation.Step] = []
    for byte in (Self.header + Self.features + "\n" + Self.proceed).utf8 {
      let step = try piecemeal.receive([byte])
      if step != .wait { steps.append(step) }
    }
    #expect(steps == [.send(Self.starttls), .startTLS])
  }

  @Test("The header in the clear names nobody")
  func opening() throws {
    let opening = try StartTLSNegotiation.opening(domain: "a.test").serialized()
    #expect(!opening.contains("from"))
    #expect(opening.contains("to='a.test'"))
  }

  @Test("F1 STARTTLS stripping: without the offer, or with an offer in other words, the client goes no further", arguments: [
    "<stream:features/>", "<stream:features><starttls/></stream:features>",
    "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></stream:features>",
    "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>"
      + "</stream:features>",
  ])
  func stripping(_ features: String) {
    #expect(failure(features) == .tlsUnavailable)
  }

  @Test("A server that refuses, or says something else, is left", arguments: [
    ("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>", ConnectionError.tlsUnavailable),
    ("<proceed/>", .tlsUnavailable), ("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", .tlsUnavailable),
    ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", .tlsUnavailable), ("</stream:stream>", .closed(nil)),
    (features, .tlsUnavailable), ("<!-- -->", .stream(.xml(.restricted))),
    ("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>", .closed(.hostUnknown)),
    ("<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>evil.test</see-other-host></stream:error>",
      .closed(.seeOtherHost)),
  ])
  func refusal(answer: String, error: ConnectionError) {
    #expect(failure(Self.features, answer) == error)
  }

  @Test("STARTTLS injection: a byte in the clear behind the server's word ends it all", arguments: [
    " ", "\n", "<", "x", "\u{16}", "<stream:features/>",
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client'>", "</stream:stream>",
  ])
  func injection(_ injected: String) {
    #expect(failure(Self.features, Self.proceed + injected) == .injection)
    #expect(failure(Self.features + injected) == .injection)
  }

  /// Smack's CVE-2016-10027 was a race: what came in the packet after `<proceed/>` was at times still read in the clear.
  @Test("STARTTLS injection: what comes after the word in a packet of its own goes to TLS and fails there", arguments: [
    "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></stream:features>", "x", " ",
  ])
  func race(_ injected: String) throws {
    let loop = EmbeddedEventLoop()
    let secured = loop.makePromise(of: [UInt8]?.self)
    let tls = try NIOSSLContext(configuration: .makeClientConfiguration())
    let channel = EmbeddedChannel(
      handlers: [
        StartTLSHandler(domain: "a.test") { try NIOSSLClientHandler(context: tls, serverHostname: "a.test") },
        StreamHandler(secured: secured),
      ], loop: loop)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.writeInbound(ByteBuffer(string: Self.header + Self.features))
    try channel.writeInbound(ByteBuffer(string: Self.proceed))
    // Client hello.
    var last: ByteBuffer?
    while let output = try channel.readOutbound(as: ByteBuffer.self) { last = output }
    #expect(last?.readableBytesView.first == 0x16)
    #expect(throws: ConnectionError.tlsFailed) {
      try channel.writeInbound(ByteBuffer(string: injected + String(repeating: " ", count: 10)))
    }
    #expect(try channel.readInbound(as: XMLStreamEvent.self) == nil)
    #expect(throws: ConnectionError.tlsFailed) { try secured.futureResult.wait() }
    _ = try? channel.finish()
  }

  private func failure(_ features: String, _ answer: String = "") -> ConnectionError? {
    var negotiation = StartTLSNegotiation()
    do throws(ConnectionError) {
      _ = try negotiation.receive(Array((Self.header + features).utf8))
      _ = try negotiation.receive(Array(answer.utf8))
      return nil
    } catch {
      return error
    }
  }
}
