package import XML

/// XEP-0357, Push Notifications 0.4: the user's server tells a push service, by publishing at a node, that there is something
/// for a device; the service wakes it. Beside the knock of a contact it is the second way to wake a phone, and both end at
/// the same gateway.
///
/// Here are its stanzas, made and read for all three: client, server and service. Nothing here sends them.
package enum PushNamespace {
  /// The feature of an account whose server does push (asked of the account's bare address, not of the server), and of a
  /// push service.
  package static let push = "urn:xmpp:push:0"
  /// The `FORM_TYPE` of what a notification sums up.
  static let summary = "urn:xmpp:push:summary"
  package static let pubSub = "http://jabber.org/protocol/pubsub"
  /// The `FORM_TYPE` of what the client gives the server to prove itself at the service with.
  static let publishOptions = "http://jabber.org/protocol/pubsub#publish-options"
  /// The publish-option in which our gateway, as ChatSecure's before it, wants to be shown the token.
  package static let tokenOption = "token"
  static let dataForm = "jabber:x:data"
  package static let discoInfo = "http://jabber.org/protocol/disco#info"
  package static let stanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas"

  /// Whether a disco#info answer's `<query/>` has the feature.
  package static func isOffered(in query: Element) -> Bool {
    query.elements("feature", discoInfo).contains { $0.attribute("var") == push }
  }

  /// The disco#info answer's children of a push service: its identity and its feature (section 3).
  ///
  /// - Parameter name: of the service, for people.
  package static func serviceInfo(name: String) -> [Element] {
    [
      Element("identity", namespace: discoInfo, ["category": "pubsub", "type": "push", "name": name]),
      Element("feature", namespace: discoInfo, ["var": push]),
    ]
  }

  /// Whether a disco#info answer is a push service's.
  package static func isService(_ query: Element) -> Bool {
    isOffered(in: query)
      && query.elements("identity", discoInfo).contains {
        $0.attribute("category") == "pubsub" && $0.attribute("type") == "push"
      }
  }
}
