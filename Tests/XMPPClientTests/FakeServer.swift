import Crypto
import CryptoExtras
import Primitives
import XML
import XMPPClient

/// The server's side of a login, as far as a test lets it be honest.
struct FakeServer {
  static let account = try! JID("alice@a.test")
  static let sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
  static let management = "urn:xmpp:sm:3"

  static let opened = XMLStreamEvent.opened(XMLStreamHeader(from: "a.test", id: "1"))

  static func login(minimum: SASLMechanism = .scramSHA1) -> Login {
    Login(account: account, password: Password("pencil"), minimumMechanism: minimum, endPoint: nil, nonce: "client")
  }

  static func features(_ children: [Element]) -> XMLStreamEvent {
    .element(Element("features", namespace: XMLStreamHeader.streamNamespace, children: children))
  }

  static let mechanisms = features([
    Element(
      "mechanisms", namespace: sasl,
      children: ["SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN"].map { Element("mechanism", namespace: sasl, text: $0) })
  ])

  static let session = features([
    Element("bind", namespace: "urn:ietf:params:xml:ns:xmpp-bind"), Element("sm", namespace: management),
  ])

  static let serverFirst = "r=clientserver,s=QSXCR+Q6sek8bf92,i=4096"

  static func said(_ name: String, _ text: String) -> XMLStreamEvent {
    .element(Element(name, namespace: sasl, text: TextEncoding.base64(Array(text.utf8))))
  }

  /// The signature of a server that knows the password, over the client's own messages.
  static func signature(first: StreamOutput, final: StreamOutput) throws -> String {
    let first = try text(first), final = try text(final)
    let withoutProof = final.split(separator: ",p=")[0]
    let salted = try KDF.Insecure.PBKDF2.deriveKey(
      from: Array("pencil".utf8), salt: TextEncoding.decodeBase64("QSXCR+Q6sek8bf92")!, using: .sha256,
      outputByteCount: 32, unsafeUncheckedRounds: 4096)
    let key = HMAC<SHA256>.authenticationCode(for: Array("Server Key".utf8), using: salted)
    let message = "\(first.dropFirst(3)),\(serverFirst),\(withoutProof)"
    return "v="
      + TextEncoding.base64(Array(HMAC<SHA256>.authenticationCode(for: Array(message.utf8), using: SymmetricKey(data: key))))
  }

  private static func text(_ output: StreamOutput) throws -> String {
    guard case .element(let element) = output, let bytes = TextEncoding.decodeBase64(element.text) else {
      throw ConnectionError.protocolViolation
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Answers a request to bind.
  static func bound(_ request: StreamOutput, to address: String) throws -> XMLStreamEvent {
    guard case .element(let iq) = request, let id = iq.attribute("id") else { throw ConnectionError.protocolViolation }
    return .element(
      Element(
        "iq", namespace: "jabber:client", ["type": "result", "id": id],
        children: [
          Element(
            "bind", namespace: "urn:ietf:params:xml:ns:xmpp-bind",
            children: [Element("jid", namespace: "urn:ietf:params:xml:ns:xmpp-bind", text: address)])
        ]))
  }
}
