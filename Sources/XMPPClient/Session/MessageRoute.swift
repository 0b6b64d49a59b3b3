package import XML

/// Where a `<message/>` goes, by its wrapper and its sender.
package enum MessageRoute: Equatable {
  case message(IncomingMessage)
  /// A result of an archive's query.
  case archived(ArchivedMessage, query: String)
  /// A wrapper that is not from our own account, or is none. Anyone can put words into another's mouth with one
  /// (CVE-2017-5589 and its siblings, CVE-2020-26547), so it is not shown either.
  case forged

  /// - Parameter own: our full address.
  package init(_ stanza: Element, own: JID) {
    let carbons = stanza.carbons
    let results = stanza.elements("result", XMPPNamespace.archive)
    if carbons.isEmpty, results.isEmpty {
      self = .message(IncomingMessage(way: .direct, stanza: stanza, message: stanza))
    } else if carbons.count + results.count == 1, stanza.attribute("type") != "error" {
      self =
        carbons.first.flatMap { Self.carbon($0, in: stanza, own: own) }
        ?? results.first.flatMap { Self.archived($0, in: stanza, own: own) } ?? .forged
    } else {
      self = .forged
    }
  }

  /// XEP-0280 section 11: only from our own bare address. A server that sends carbons says so; no sender at all is not
  /// taken for one.
  private static func carbon(_ carbon: Element, in stanza: Element, own: JID) -> MessageRoute? {
    guard stanza.sender == own.bare, let (message, _) = carbon.forwarded else { return nil }
    let isSent = carbon.name == "sent"
    guard !isSent || message.sender?.bare == own.bare else { return nil }
    return .message(IncomingMessage(way: isSent ? .sentCarbon : .receivedCarbon, stanza: stanza, message: message))
  }

  /// XEP-0313 section 4.1.2: from our own account, which a stanza without a sender is from.
  private static func archived(_ result: Element, in stanza: Element, own: JID) -> MessageRoute? {
    guard stanza.attribute("from") == nil || stanza.sender == own.bare, let (message, stamp) = result.forwarded,
      let stamp, let id = result.attribute("id"), let query = result.attribute("queryid")
    else { return nil }
    return .archived(ArchivedMessage(id: id, stamp: stamp, stanza: stanza, message: message), query: query)
  }
}

extension Element {
  fileprivate var sender: JID? {
    attribute("from").flatMap { try? JID($0) }
  }

  fileprivate var carbons: [Element] {
    elements("received", XMPPNamespace.carbons) + elements("sent", XMPPNamespace.carbons)
  }

  /// The one message in a wrapper's `<forwarded/>` (XEP-0297), and when it was sent if that is told; `nil` for a wrapper
  /// within the wrapper.
  fileprivate var forwarded: (Element, DateTime?)? {
    guard let forwarded = try? atMostOne("forwarded", XMPPNamespace.forward),
      let message = try? forwarded.atMostOne("message", XMLStreamHeader.clientNamespace),
      message.carbons.isEmpty, message.elements("result", XMPPNamespace.archive).isEmpty
    else { return nil }
    let stamp = try? forwarded.atMostOne("delay", XMPPNamespace.delay)?.attribute("stamp")
    return (message, stamp.flatMap { try? DateTime($0) })
  }
}
