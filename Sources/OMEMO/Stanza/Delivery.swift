package import XML

/// A `<message/>` as the server handed it over: by itself, or wrapped up by our own account's server.
///
/// A wrapper says whose message it carries and when it was sent, and a client believes it. So it has to come from our own
/// account: clients that took carbon copies from anybody let anybody speak in everybody's name (CVE-2017-5589 and its kin).
package struct Delivery: Sendable, Equatable {
  package enum Wrapper: Sendable, Equatable {
    case none
    /// XEP-0280: a copy of what another client of ours was sent.
    case receivedCarbon
    /// XEP-0280: a copy of what another client of ours sent.
    case sentCarbon
    /// XEP-0313: a message out of our archive, with its id there.
    case archived(id: String)
  }

  package let message: Element
  package let wrapper: Wrapper

  /// - Throws: `forgedWrapper` when a wrapper is not from our own bare JID, or its message cannot be what it says;
  ///   `malformedElement` for two wrappers, one in another, or one without a message.
  package init(_ stanza: Element, account: JID) throws(OMEMOError) {
    let wrappers = Self.wrappers(in: stanza)
    guard let element = wrappers.first else {
      message = stanza
      wrapper = .none
      return
    }
    guard wrappers.count == 1 else { throw .malformedElement }
    guard let from = stanza.attribute("from") else { throw .forgedWrapper }
    guard (try? JID(from)) == account else { throw .forgedWrapper }
    let message = try Self.message(in: element)
    guard Self.wrappers(in: message).isEmpty else { throw .malformedElement }
    self.message = message
    wrapper = try Self.wrapper(element)
    let isOwn = message.attribute("from").flatMap { try? JID($0) }?.bare == account
    guard wrapper != .sentCarbon || isOwn else { throw .forgedWrapper }
  }

  private static func wrappers(in stanza: Element) -> [Element] {
    stanza.elements("received", Namespaces.carbons) + stanza.elements("sent", Namespaces.carbons)
      + stanza.elements("result", Namespaces.archive)
  }

  private static func wrapper(_ element: Element) throws(OMEMOError) -> Wrapper {
    switch element.name {
    case "received": return .receivedCarbon
    case "sent": return .sentCarbon
    default:
      guard let id = element.attribute("id"), !id.isEmpty else { throw .malformedElement }
      return .archived(id: id)
    }
  }

  private static func message(in wrapper: Element) throws(OMEMOError) -> Element {
    do {
      guard let forwarded = try wrapper.atMostOne("forwarded", Namespaces.forward),
        let message = try forwarded.atMostOne("message", Namespaces.client)
      else { throw OMEMOError.malformedElement }
      return message
    } catch {
      throw .malformedElement
    }
  }
}
