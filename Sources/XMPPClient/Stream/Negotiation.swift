import Primitives
package import XML

/// The way from a TLS connection to a session, as a state machine: SASL (RFC 6120 section 6), the new stream after it,
/// then resumption of the last session (XEP-0198 section 5) or resource binding (RFC 6120 section 7).
package struct Negotiation {
  package enum Step: Equatable {
    case wait
    case send(StreamOutput)
    /// A new session. What a session before it sent up to `acknowledged` did arrive.
    case bound(JID, features: Element, acknowledged: UInt32?)
    /// The last session goes on from what was asked; the server has what was sent in it up to `acknowledged`.
    case resumed(Resumption, acknowledged: UInt32)
  }

  private enum State {
    case header
    case features
    case challenge(SCRAMClient)
    case headerAfterLogin
    case featuresAfterLogin
    case resumption(features: Element)
    case binding(features: Element, acknowledged: UInt32?)
  }

  /// The mechanism of the login, once it is chosen.
  package private(set) var mechanism: SASLMechanism?
  private let login: Login
  private let resumption: Resumption?
  private var state = State.header
  private let bindID = Identifier.random()

  package init(login: Login, resumption: Resumption?) {
    self.login = login
    self.resumption = resumption
  }

  /// The header through TLS says who is calling.
  package var opening: StreamOutput {
    .open(XMLStreamHeader(from: login.account.description, to: login.account.domain))
  }

  package mutating func receive(_ event: XMLStreamEvent) throws(ConnectionError) -> Step {
    switch event {
    case .closed: throw .closed(nil)
    case .refused(let error): throw .stream(.xml(error))
    case .opened(let header):
      try check(header)
      switch state {
      case .header: state = .features
      case .headerAfterLogin: state = .featuresAfterLogin
      default: throw .protocolViolation
      }
      return .wait
    case .element(let element):
      try element.checkNoStreamError()
      return try receive(element)
    }
  }

  private func check(_ header: XMLStreamHeader) throws(ConnectionError) {
    if let from = header.from { guard (try? JID(from)) == login.domain else { throw .protocolViolation } }
    // Section 4.7.5: major and minor are two numbers; below 1.0 there are no features.
    guard let major = header.version?.split(separator: ".").first, Int(major) ?? 0 >= 1 else {
      throw .protocolViolation
    }
  }

  private mutating func receive(_ element: Element) throws(ConnectionError) -> Step {
    switch state {
    case .header, .headerAfterLogin: throw .protocolViolation
    case .features: return try startLogin(checkFeatures(element))
    case .challenge(let scram): return try answer(element, scram)
    case .featuresAfterLogin: return try startSession(checkFeatures(element))
    case .resumption(let features): return try resume(element, features: features)
    case .binding(let features, let acknowledged):
      return .bound(try boundJID(element), features: features, acknowledged: acknowledged)
    }
  }

  private func checkFeatures(_ element: Element) throws(ConnectionError) -> Element {
    guard element.name == "features", element.namespace == XMLStreamHeader.streamNamespace else {
      throw .protocolViolation
    }
    return element
  }

  private mutating func startLogin(_ features: Element) throws(ConnectionError) -> Step {
    let choice = try MechanismChoice(features: features, endPoint: login.endPoint, minimum: login.minimumMechanism)
    let scram: SCRAMClient
    do throws(SCRAMError) {
      scram = try SCRAMClient(
        choice.mechanism, user: login.account.local ?? "", password: login.password.text, binding: choice.binding,
        nonce: login.nonce)
    } catch {
      throw .scram(error)
    }
    mechanism = choice.mechanism
    state = .challenge(scram)
    return .send(
      .element(
        Element(
          "auth", namespace: XMPPNamespace.sasl, ["mechanism": choice.mechanism.rawValue],
          text: TextEncoding.base64(Array(scram.firstMessage.utf8)))))
  }

  private mutating func answer(_ element: Element, _ scram: SCRAMClient) throws(ConnectionError) -> Step {
    guard element.namespace == XMPPNamespace.sasl else { throw .protocolViolation }
    var scram = scram
    switch element.name {
    case "challenge":
      let response = try respond(to: element.text, &scram)
      state = .challenge(scram)
      return .send(.element(Element("response", namespace: XMPPNamespace.sasl, text: response)))
    case "success":
      if !element.text.isEmpty {
        let message = try message(element.text)
        try scramming { () throws(SCRAMError) in try scram.verify(message) }
      }
      guard scram.isVerified else { throw .scram(.missingServerSignature) }
      state = .headerAfterLogin
      return .send(opening)
    case "failure":
      throw .refused(element.elements.lazy.compactMap { SASLCondition(rawValue: $0.name) }.first ?? .notAuthorized)
    default: throw .protocolViolation
    }
  }

  /// Some servers put their signature into a challenge of its own, to be answered by nothing (section 6.4.6).
  private func respond(to challenge: String, _ scram: inout SCRAMClient) throws(ConnectionError) -> String {
    let message = try message(challenge)
    if message.utf8.starts(with: "v=".utf8) {
      try scramming { () throws(SCRAMError) in try scram.verify(message) }
      return ""
    }
    return try scramming { () throws(SCRAMError) in
      TextEncoding.base64(Array(try scram.respond(to: message).utf8))
    }
  }

  private func message(_ base64: String) throws(ConnectionError) -> String {
    guard let bytes = TextEncoding.decodeBase64(base64), let text = String(validating: bytes, as: UTF8.self) else {
      throw .scram(.malformed)
    }
    return text
  }

  private func scramming<Result>(_ body: () throws(SCRAMError) -> Result) throws(ConnectionError) -> Result {
    do throws(SCRAMError) {
      return try body()
    } catch {
      throw .scram(error)
    }
  }

  private mutating func startSession(_ features: Element) throws(ConnectionError) -> Step {
    guard let resumption, features.offersManagement else { return try bind(features, acknowledged: nil) }
    state = .resumption(features: features)
    return .send(.element(resumption.request))
  }

  private mutating func resume(_ element: Element, features: Element) throws(ConnectionError) -> Step {
    guard element.namespace == XMPPNamespace.management, let resumption else { throw .protocolViolation }
    let acknowledged = element.attribute("h").flatMap(UInt32.init(strictDecimal:))
    switch element.name {
    case "resumed":
      guard element.attribute("previd") == resumption.id, let acknowledged else { throw .protocolViolation }
      return .resumed(resumption, acknowledged: acknowledged)
    case "failed": return try bind(features, acknowledged: acknowledged)
    default: throw .protocolViolation
    }
  }

  private mutating func bind(_ features: Element, acknowledged: UInt32?) throws(ConnectionError) -> Step {
    guard !features.elements("bind", XMPPNamespace.bind).isEmpty else { throw .protocolViolation }
    state = .binding(features: features, acknowledged: acknowledged)
    let resource = Element("resource", namespace: XMPPNamespace.bind, text: login.resource)
    let bind = Element("bind", namespace: XMPPNamespace.bind, children: [resource])
    return .send(
      .element(
        Element("iq", namespace: XMLStreamHeader.clientNamespace, ["type": "set", "id": bindID], children: [bind])))
  }

  /// The address that the server bound. It has to be the account's: what is believed of our own address, as carbons
  /// are, is believed of this one.
  private func boundJID(_ reply: Element) throws(ConnectionError) -> JID {
    guard reply.name == "iq", reply.namespace == XMLStreamHeader.clientNamespace, reply.attribute("id") == bindID,
      reply.attribute("type") == "result",
      let bind = try? reply.atMostOne("bind", XMPPNamespace.bind),
      let text = bind.elements("jid", XMPPNamespace.bind).first?.text,
      let jid = try? JID(text), !jid.isBare, jid.bare == login.account
    else { throw .protocolViolation }
    return jid
  }
}

extension Element {
  /// Whether a `<features/>` offers stream management (XEP-0198 section 2).
  package var offersManagement: Bool {
    !elements("sm", XMPPNamespace.management).isEmpty
  }
}
