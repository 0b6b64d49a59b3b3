import PushTokens
import Testing
import XML
import XMPPClient

@testable import PushGateway

@Suite("The XMPP component")
struct ComponentTests {
  private static let form = "<x xmlns='jabber:x:data' type='submit'>"

  private static func publish(token: String?, summary: String = "") -> String {
    let options = token.map {
      "<publish-options>\(form)<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        + "<field var='token'><value>\($0)</value></field></x></publish-options>"
    }
    return "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item>"
      + "<notification xmlns='urn:xmpp:push:0'>\(summary)</notification></item></publish>\(options ?? "")</pubsub>"
  }

  private static func summary(_ field: String, _ value: String, type: String = "urn:xmpp:push:summary") -> String {
    "\(form)<field var='FORM_TYPE'><value>\(type)</value></field><field var='\(field)'><value>\(value)</value></field></x>"
  }

  private static func stanza(_ payload: String, type: String = "set") throws -> Element {
    try Element.parse(
      "<iq xmlns='jabber:client' type='\(type)' id='1' from='a.test' to='push.a.test'>\(payload)</iq>")
  }

  private static func ask(_ api: TestAPI, _ payload: String, type: String = "set") async throws -> Element {
    try #require(await ComponentService(queue: api.gateway.api.queue).answer(stanza(payload, type: type)))
  }

  /// The error's type and condition, or "result".
  private static func outcome(_ answer: Element) -> String {
    #expect(answer.attribute("id") == "1" && answer.attribute("to") == "a.test")
    #expect(answer.attribute("from") == "push.a.test")
    guard let error = answer.elements.first(where: { $0.name == "error" }) else { return answer.attribute("type") ?? "" }
    return "\(error.attribute("type") ?? "") \(error.elements.first?.name ?? "")"
  }

  @Test("The handshake, with the XEP's own example")
  func handshake() throws {
    #expect(ComponentHandshake.digest("3BF96D32", "test") == "aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e")
    var handshake = ComponentHandshake(secret: "test")
    let header = XMLStreamHeader(from: "push.a.test", id: "3BF96D32", contentNamespace: "jabber:component:accept")
    guard case .send(.element(let sent)) = try handshake.receive(.opened(header)) else { return #expect(Bool(false)) }
    #expect(sent.text == "aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e")
    #expect(try handshake.receive(.element(Element("handshake", namespace: "jabber:client", text: nil))) == .connected)
  }

  @Test("A refused handshake, a message before it, and a header without an id end the stream")
  func refusedHandshake() throws {
    var handshake = ComponentHandshake(secret: "test")
    #expect(throws: ConnectionError.protocolViolation) { try handshake.receive(.opened(XMLStreamHeader())) }
    #expect(throws: ConnectionError.protocolViolation) {
      try handshake.receive(.element(Element("handshake", namespace: "jabber:client", text: nil)))
    }
    _ = try handshake.receive(.opened(XMLStreamHeader(id: "x")))
    let cause = Element("not-authorized", namespace: "urn:ietf:params:xml:ns:xmpp-streams", text: nil)
    let error = Element("error", namespace: XMLStreamHeader.streamNamespace, children: [cause])
    #expect(throws: ConnectionError.closed(.notAuthorized)) { try handshake.receive(.element(error)) }
  }

  @Test("A publish with a token is queued; a text in the summary makes it high, and goes nowhere", arguments: [
    ("", false), (summary("last-message-body", "New Message!"), true), (summary("last-message-body", ""), false),
    (summary("message-count", "1"), false), (summary("last-message-priority", "high"), true),
    (summary("last-message-priority", "low"), false), (summary("last-message-body", "x", type: "other"), false),
  ])
  func publish(summary: String, isHigh: Bool) async throws {
    let api = try await TestAPI(.sqlite)
    let token = try await api.pushToken(api.logIn())
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: token, summary: summary))) == "result")
    let push = try await api.test.store.claim(room: 1, now: Gateway.now()).first
    #expect(push?.token == token && push?.isHigh == isHigh && push?.data == nil)
  }

  @Test("Errors that make a server drop a registration, and those that do not", arguments: TestDatabase.allCases)
  func errors(database: TestDatabase) async throws {
    var limits = RateLimits.generous
    limits.token = RateLimit(burst: 1, perSecond: 0.001)
    let api = try await TestAPI(database, limits: limits)
    let account = try await api.logIn()
    let token = try await api.pushToken(account)
    let unknown = String(repeating: "00", count: 20)
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: nil))) == "auth forbidden")
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: "x"))) == "auth forbidden")
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: unknown))) == "cancel item-not-found")
    let twoForms = Self.publish(token: token, summary: Self.summary("message-count", "1") + Self.form + "</x>")
    #expect(Self.outcome(try await Self.ask(api, twoForms)) == "modify bad-request")
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: token))) == "result")
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: token))) == "wait resource-constraint")
    let revoked = try await api.pushToken(account)
    _ = try await api.ask(.delete, "tokens/\(revoked)/", token: account)
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: revoked))) == "cancel item-not-found")
    let other = try await api.pushToken(account)
    await api.test.store.close()
    #expect(Self.outcome(try await Self.ask(api, Self.publish(token: other))) == "wait internal-server-error")
  }

  @Test("Every request is answered, and nothing else")
  func others() async throws {
    let api = try await TestAPI(.sqlite)
    let info = try await Self.ask(api, "<query xmlns='http://jabber.org/protocol/disco#info'/>", type: "get")
    let query = try #require(info.elements.first)
    #expect(query.elements.first?.attribute("category") == "pubsub" && query.elements.first?.attribute("type") == "push")
    #expect(query.elements.contains { $0.attribute("var") == "urn:xmpp:push:0" })
    #expect(Self.outcome(try await Self.ask(api, "<ping xmlns='urn:xmpp:ping'/>", type: "get")) == "result")
    #expect(Self.outcome(try await Self.ask(api, "<x xmlns='y'/>")) == "cancel service-unavailable")
    let items = "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'/></pubsub>"
    #expect(Self.outcome(try await Self.ask(api, items, type: "get")) == "cancel feature-not-implemented")
    let service = ComponentService(queue: api.gateway.api.queue)
    #expect(await service.answer(try Self.stanza("", type: "result")) == nil)
    #expect(await service.answer(Element("message", namespace: "jabber:client", ["id": "1", "type": "set"])) == nil)
  }
}
