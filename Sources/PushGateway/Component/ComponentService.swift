import PushTokens
import XML
import XMPPClient

/// What the component answers. Every request is answered (RFC 6120 section 8.2.3): a server counts silence as an error, and
/// any error but one of type `wait` makes it drop its user's registration (XEP-0357 section 6).
struct ComponentService: Sendable {
  let queue: PushQueue

  /// - Parameter stanza: with the namespace of a client's stanzas.
  /// - Returns: the answer, from whom it was asked; `nil` for what is no request.
  func answer(_ stanza: Element) async -> Element? {
    guard stanza.name == "iq", let id = stanza.attribute("id"), ["get", "set"].contains(stanza.attribute("type")) else {
      return nil
    }
    switch await outcome(stanza) {
    case .result(let payload): return Self.addressed(.iq("result", id: id, to: stanza.attribute("from"), payload), stanza)
    case .error(let type, let condition):
      let cause = Element(condition, namespace: PushNamespace.stanzaErrors)
      let error = Element("error", namespace: XMLStreamHeader.clientNamespace, ["type": type], children: [cause])
      return Self.addressed(.iq("error", id: id, to: stanza.attribute("from"), error), stanza)
    }
  }

  private enum Outcome {
    case result(Element?)
    case error(String, String)
  }

  private func outcome(_ request: Element) async -> Outcome {
    let isGet = request.attribute("type") == "get"
    if isGet, !request.elements("query", PushNamespace.discoInfo).isEmpty { return .result(Self.info) }
    if isGet, !request.elements("query", Self.discoItems).isEmpty {
      return .result(Element("query", namespace: Self.discoItems, text: nil))
    }
    if isGet, !request.elements("ping", Self.ping).isEmpty { return .result(nil) }
    guard let payload = request.elements("pubsub", PushNamespace.pubSub).first else {
      return .error("cancel", "service-unavailable")
    }
    guard !isGet, PushPublication.isPublication(payload) else { return .error("cancel", "feature-not-implemented") }
    guard let publication = try? PushPublication(payload) else { return .error("modify", "bad-request") }
    return await take(publication, from: request.attribute("from") ?? "")
  }

  /// Who publishes is not asked: the token is the permission, as the XEP recommends, and servers of all domains may have
  /// it. The domain is counted.
  private func take(_ publication: PushPublication, from sender: String) async -> Outcome {
    guard let token = publication.options[PushNamespace.tokenOption].flatMap({ try? PushToken($0) }) else {
      return .error("auth", "forbidden")
    }
    let domain = (try? JID(sender))?.domain ?? ""
    if queue.servers.take(domain, now: queue.now()) != nil {
      queue.metrics.limited("server")
      return .error("wait", "resource-constraint")
    }
    do {
      switch try await queue.admit(token, isHigh: publication.summary?.isImportant == true, data: nil, source: "xmpp") {
      case .admitted(.queued): return .result(nil)
      case .admitted(.unknown), .admitted(.gone): return .error("cancel", "item-not-found")
      case .admitted(.inactive): return .error("wait", "recipient-unavailable")
      case .admitted(.undeliverable): return .error("cancel", "feature-not-implemented")
      case .limited: return .error("wait", "resource-constraint")
      }
    } catch {
      return .error("wait", "internal-server-error")
    }
  }

  /// A component has to say from which of its addresses a stanza comes.
  private static func addressed(_ answer: Element, _ request: Element) -> Element {
    var answer = answer
    if let to = request.attribute("to") { answer.attributes.append(Attribute("from", to)) }
    return answer
  }

  private static let info = Element(
    "query", namespace: PushNamespace.discoInfo,
    children: PushNamespace.serviceInfo(name: "Pawl") + [
      Element("feature", namespace: PushNamespace.discoInfo, ["var": PushNamespace.discoInfo]),
      Element("feature", namespace: PushNamespace.discoInfo, ["var": ping]),
    ])

  private static let discoItems = "http://jabber.org/protocol/disco#items"
  private static let ping = "urn:xmpp:ping"
}
