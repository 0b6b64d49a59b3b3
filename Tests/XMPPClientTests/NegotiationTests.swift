import Testing
import XML
import XMPPClient

@Suite("From TLS to a session")
struct NegotiationTests {
  private let resumption = Resumption(id: "s1", handled: 7)

  /// Goes through SASL with an honest server.
  private func loggedIn(resumption: Resumption? = nil) throws -> Negotiation {
    var negotiation = Negotiation(login: FakeServer.login(), resumption: resumption)
    #expect(try negotiation.receive(FakeServer.opened) == .wait)
    let (first, final) = try challenged(&negotiation)
    let success = FakeServer.said("success", try FakeServer.signature(first: first, final: final))
    #expect(try negotiation.receive(success) == .send(negotiation.opening))
    #expect(try negotiation.receive(FakeServer.opened) == .wait)
    return negotiation
  }

  /// From the features to the client's proof.
  private func challenged(_ negotiation: inout Negotiation) throws -> (StreamOutput, StreamOutput) {
    guard case .send(let first) = try negotiation.receive(FakeServer.mechanisms),
      case .send(let final) = try negotiation.receive(FakeServer.said("challenge", FakeServer.serverFirst))
    else { throw ConnectionError.protocolViolation }
    return (first, final)
  }

  private func output(_ step: Negotiation.Step) throws -> StreamOutput {
    guard case .send(let output) = step else { throw ConnectionError.protocolViolation }
    return output
  }

  @Test("Login, a stream of its own, a resource")
  func session() throws {
    var negotiation = try loggedIn()
    #expect(negotiation.mechanism == .scramSHA256)
    let request = try output(try negotiation.receive(FakeServer.session))
    guard case .bound(let address, let features, let acknowledged) = try negotiation.receive(
      FakeServer.bound(request, to: "alice@a.test/r1"))
    else { return #expect(Bool(false)) }
    #expect(address == (try JID("alice@a.test/r1")))
    #expect(features.offersManagement)
    #expect(acknowledged == nil)
  }

  @Test("A server's signature in a challenge of its own is answered with nothing")
  func signatureInChallenge() throws {
    var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
    _ = try negotiation.receive(FakeServer.opened)
    let (first, final) = try challenged(&negotiation)
    let signature = FakeServer.said("challenge", try FakeServer.signature(first: first, final: final))
    #expect(
      try negotiation.receive(signature) == .send(.element(Element("response", namespace: FakeServer.sasl))))
    let success = XMLStreamEvent.element(Element("success", namespace: FakeServer.sasl))
    #expect(try negotiation.receive(success) == .send(negotiation.opening))
  }

  @Test("A success without the server's signature, before the challenge or after, is none")
  func missingSignature() throws {
    let success = XMLStreamEvent.element(Element("success", namespace: FakeServer.sasl))
    for isChallenged in [false, true] {
      var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
      _ = try negotiation.receive(FakeServer.opened)
      if isChallenged { _ = try challenged(&negotiation) } else { _ = try negotiation.receive(FakeServer.mechanisms) }
      #expect(throws: ConnectionError.scram(.missingServerSignature)) { try negotiation.receive(success) }
    }
  }

  @Test("A success with a signature of one who does not know the password is none")
  func wrongSignature() throws {
    var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
    _ = try negotiation.receive(FakeServer.opened)
    _ = try challenged(&negotiation)
    #expect(throws: ConnectionError.scram(.wrongServerSignature)) {
      try negotiation.receive(FakeServer.said("success", "v=" + String(repeating: "A", count: 43) + "="))
    }
  }

  @Test("The server's refusal is told, and permanent where trying again would lock the account", arguments: [
    ("not-authorized", SASLCondition.notAuthorized, true), ("account-disabled", .accountDisabled, true),
    ("temporary-auth-failure", .temporaryAuthFailure, false), ("made-up", .notAuthorized, true),
  ])
  func refused(name: String, condition: SASLCondition, isPermanent: Bool) throws {
    var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
    _ = try negotiation.receive(FakeServer.opened)
    _ = try challenged(&negotiation)
    let failure = Element("failure", namespace: FakeServer.sasl, children: [Element(name, namespace: FakeServer.sasl)])
    #expect(throws: ConnectionError.refused(condition)) { try negotiation.receive(.element(failure)) }
    #expect(ConnectionError.refused(condition).isPermanent == isPermanent)
  }

  @Test("A header of another domain, or from before version 1.0, is refused", arguments: [
    XMLStreamHeader(from: "evil.test"), XMLStreamHeader(from: "a.test/x"), XMLStreamHeader(from: ""),
    XMLStreamHeader(version: nil), XMLStreamHeader(version: "0.9"), XMLStreamHeader(version: "x"),
    XMLStreamHeader(version: ""),
  ])
  func header(_ header: XMLStreamHeader) {
    var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
    #expect(throws: ConnectionError.protocolViolation) { try negotiation.receive(.opened(header)) }
  }

  @Test("What comes out of turn is refused: a stanza for features, a second header, features before a header")
  func outOfTurn() throws {
    let message = XMLStreamEvent.element(Element("message", namespace: "jabber:client"))
    for events in [
      [message], [FakeServer.mechanisms], [FakeServer.opened, FakeServer.opened], [FakeServer.opened, message],
      [FakeServer.opened, FakeServer.mechanisms, FakeServer.mechanisms],
      [FakeServer.opened, FakeServer.mechanisms, .element(Element("success", namespace: "jabber:client"))],
    ] {
      var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
      #expect(throws: ConnectionError.protocolViolation) {
        for event in events { _ = try negotiation.receive(event) }
      }
    }
    var early = Negotiation(login: FakeServer.login(), resumption: nil)
    _ = try early.receive(FakeServer.opened)
    let (first, final) = try challenged(&early)
    _ = try early.receive(FakeServer.said("success", try FakeServer.signature(first: first, final: final)))
    // Pipelined behind the success, from the stream that ended with it.
    #expect(throws: ConnectionError.protocolViolation) { try early.receive(FakeServer.session) }
  }

  @Test("A resource is that of our own account, or there is no session", arguments: [
    "mallory@a.test/r1", "alice@a.test", "a.test/r1", "alice@evil.test/r1", "", "alice@a.test/",
  ])
  func foreignAddress(_ address: String) throws {
    var negotiation = try loggedIn()
    let request = try output(try negotiation.receive(FakeServer.session))
    #expect(throws: ConnectionError.protocolViolation) {
      try negotiation.receive(FakeServer.bound(request, to: address))
    }
  }

  @Test("A session is resumed")
  func resumed() throws {
    var negotiation = try loggedIn(resumption: resumption)
    let request = try output(try negotiation.receive(FakeServer.session))
    #expect(request == .element(Element("resume", namespace: FakeServer.management, ["previd": "s1", "h": "7"])))
    let resumed = Element("resumed", namespace: FakeServer.management, ["previd": "s1", "h": "4294967295"])
    #expect(try negotiation.receive(.element(resumed)) == .resumed(resumption, acknowledged: .max))
  }

  @Test("A session that the server has forgotten is followed by a new one, and what it had arrived is known")
  func notResumed() throws {
    for (h, acknowledged) in [("3", 3), (nil, nil), ("-1", nil)] as [(String?, UInt32?)] {
      var negotiation = try loggedIn(resumption: resumption)
      _ = try negotiation.receive(FakeServer.session)
      var failed = Element("failed", namespace: FakeServer.management)
      if let h { failed.attributes = [Attribute("h", h)] }
      let request = try output(try negotiation.receive(.element(failed)))
      guard case .bound(_, _, let found) = try negotiation.receive(FakeServer.bound(request, to: "alice@a.test/r2"))
      else { return #expect(Bool(false)) }
      #expect(found == acknowledged)
    }
  }

  @Test("A foreign stream is not resumed into", arguments: [
    Element("resumed", namespace: FakeServer.management, ["previd": "s2", "h": "1"]),
    Element("resumed", namespace: FakeServer.management, ["h": "1"]),
    Element("resumed", namespace: FakeServer.management, ["previd": "s1"]),
    Element("resumed", namespace: FakeServer.management, ["previd": "s1", "h": "4294967296"]),
    Element("resumed", namespace: "urn:xmpp:sm:2", ["previd": "s1", "h": "1"]),
    Element("message", namespace: "jabber:client"),
  ])
  func foreignStream(_ answer: Element) throws {
    var negotiation = try loggedIn(resumption: resumption)
    _ = try negotiation.receive(FakeServer.session)
    #expect(throws: ConnectionError.protocolViolation) { try negotiation.receive(.element(answer)) }
  }

  @Test("F4 redirection: a server that names another host is left, and the other is not asked")
  func redirection() throws {
    let error = Element(
      "error", namespace: XMLStreamHeader.streamNamespace,
      children: [
        Element("see-other-host", namespace: "urn:ietf:params:xml:ns:xmpp-streams", text: "mallory.example:5222")
      ])
    var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
    _ = try negotiation.receive(FakeServer.opened)
    #expect(throws: ConnectionError.self) { try negotiation.receive(.element(error)) }
  }

  @Test("E3 compression bomb: compression is not asked for where it is offered")
  func compression() throws {
    let offer = Element(
      "compression", namespace: "http://jabber.org/features/compress",
      children: [Element("method", namespace: "http://jabber.org/features/compress", text: "zlib")])
    guard case .element(let features) = FakeServer.mechanisms else { throw ConnectionError.protocolViolation }
    var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
    _ = try negotiation.receive(FakeServer.opened)
    guard case .send(.element(let answer)) = try negotiation.receive(FakeServer.features([offer] + features.elements)) else {
      throw ConnectionError.protocolViolation
    }
    #expect(answer.name == "auth" && answer.namespace == FakeServer.sasl)
  }

  @Test("A stream error, or the end of the stream, is told in every state")
  func streamError() throws {
    let error = Element(
      "error", namespace: XMLStreamHeader.streamNamespace,
      children: [Element("conflict", namespace: "urn:ietf:params:xml:ns:xmpp-streams")])
    for events in [[], [FakeServer.opened], [FakeServer.opened, FakeServer.mechanisms]] {
      for (event, expected) in [(XMLStreamEvent.element(error), XMLStreamCondition.conflict), (.closed, nil)] {
        var negotiation = Negotiation(login: FakeServer.login(), resumption: nil)
        for event in events { _ = try negotiation.receive(event) }
        #expect(throws: ConnectionError.closed(expected)) { try negotiation.receive(event) }
      }
    }
    #expect(ConnectionError.closed(.conflict).isPermanent)
  }
}
