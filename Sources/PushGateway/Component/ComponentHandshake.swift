import Crypto
import Primitives
import XML
import XMPPClient

/// From the header to the server's word that the component is connected (XEP-0114 section 3).
struct ComponentHandshake {
  enum Step: Equatable {
    case wait
    case send(StreamOutput)
    case connected
  }

  private let secret: String
  private var isOpen = false

  init(secret: String) {
    self.secret = secret
  }

  /// - Throws: `ConnectionError`.
  mutating func receive(_ event: XMLStreamEvent) throws(ConnectionError) -> Step {
    switch event {
    case .closed: throw .closed(nil)
    case .refused(let error): throw .stream(.xml(error))
    case .opened(let header):
      guard !isOpen, let id = header.id else { throw .protocolViolation }
      isOpen = true
      return .send(.element(Element("handshake", namespace: XMLStreamHeader.clientNamespace, text: Self.digest(id, secret))))
    case .element(let element):
      try element.checkNoStreamError()
      guard isOpen, element.name == "handshake", element.namespace == XMLStreamHeader.clientNamespace else {
        throw .protocolViolation
      }
      return .connected
    }
  }

  /// SHA-1 over the stream's id and the secret, in hex. The protocol has nothing better, and no TLS.
  static func digest(_ id: String, _ secret: String) -> String {
    TextEncoding.hex(Array(Insecure.SHA1.hash(data: Array((id + secret).utf8))))
  }
}
