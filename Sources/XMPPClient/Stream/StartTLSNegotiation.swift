import XML

/// The part of a stream that goes in the clear (RFC 6120 section 5.4), up to the byte where TLS begins.
///
/// It reads bytes itself and hands none on: nothing that came before TLS can be taken for having come through it, as in
/// CVE-2011-0411 and its many successors.
package struct StartTLSNegotiation: ~Copyable {
  package enum Step: Equatable {
    case wait
    case send(StreamOutput)
    case startTLS
  }

  private enum State {
    case header, features, proceed
  }

  private var reader = XMLStreamReader()
  private var state = State.header

  package init() {}

  /// The header in the clear does not say who is calling (section 4.7.1).
  package static func opening(domain: String) -> StreamOutput {
    .open(XMLStreamHeader(to: domain))
  }

  package mutating func receive(_ bytes: [UInt8]) throws(ConnectionError) -> Step {
    reader.append(bytes)
    while let event = try nextEvent() {
      let step = try receive(event)
      if step != .wait {
        // Between the two steps the server waits for the client; whoever does not is not the server.
        guard reader.isDrained else { throw .injection }
        return step
      }
    }
    return .wait
  }

  private mutating func receive(_ event: XMLStreamEvent) throws(ConnectionError) -> Step {
    switch (state, event) {
    case (_, .closed): throw .closed(nil)
    case (_, .refused(let error)): throw .stream(.xml(error))
    case (.header, .opened):
      state = .features
      return .wait
    case (.features, .element(let features)):
      try features.checkNoStreamError()
      guard features.name == "features", features.namespace == XMLStreamHeader.streamNamespace else {
        throw .protocolViolation
      }
      guard !features.elements("starttls", XMPPNamespace.tls).isEmpty else { throw .tlsUnavailable }
      state = .proceed
      return .send(.element(Element("starttls", namespace: XMPPNamespace.tls)))
    case (.proceed, .element(let answer)):
      try answer.checkNoStreamError()
      guard answer.name == "proceed", answer.namespace == XMPPNamespace.tls else { throw .tlsUnavailable }
      return .startTLS
    case (.header, .element), (.features, .opened), (.proceed, .opened): throw .protocolViolation
    }
  }

  private mutating func nextEvent() throws(ConnectionError) -> XMLStreamEvent? {
    do throws(XMLStreamError) {
      return try reader.next()
    } catch {
      throw .stream(error)
    }
  }
}
