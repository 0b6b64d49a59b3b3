package import XML

/// Somebody on the account's contact list (RFC 6121 section 2).
///
/// Whoever sees an account's presence also gets at what it published for its contacts only: some clients leave their OMEMO
/// nodes so.
package struct Contact: Hashable, Sendable {
  /// A bare address.
  package let jid: JID
  package let subscription: Subscription
  /// Whether we asked to see their presence and have no answer yet.
  package let isAsked: Bool

  /// Who sees whose presence (RFC 6121 section 2.1.2.5).
  package enum Subscription: String, Sendable {
    case none, to, from, both
  }

  /// - Returns: `nil` for an `<item/>` that names no account, or a subscription that there is not.
  init?(_ item: Element) {
    guard let jid = item.attribute("jid").flatMap({ try? JID($0) }), jid.isBare,
      let subscription = Subscription(rawValue: item.attribute("subscription") ?? "none")
    else { return nil }
    self.jid = jid
    self.subscription = subscription
    isAsked = item.attribute("ask") == "subscribe"
  }
}
