package import Pawl
package import PushClient

/// Something about an account that keeps others from writing to this device, or this device from reading.
package enum Finding: Hashable, Sendable {
  /// What the account's server should offer, by its feature.
  package enum Service: String, CaseIterable, Sendable {
    case publishing = "http://jabber.org/protocol/pubsub#publish"
    case publishOptions = "http://jabber.org/protocol/pubsub#publish-options"
    case carbons = "urn:xmpp:carbons:2"
    case archive = "urn:xmpp:mam:2"
    case push = "urn:xmpp:push:0"
  }

  case unsupported(Service)
  case noDeviceList(Namespace)
  /// The list leaves this device out: nobody writes to it.
  case notListed(Namespace)
  case noBundle(Namespace)
  /// The bundle is not the one that is here: messages begun with it cannot be read.
  case staleBundle(Namespace)
  case fewPreKeys(Namespace, Int)
  /// Who is no contact cannot fetch the node.
  case closed(Namespace, node: String)
  /// This device is registered for push, which is switched off.
  case pushIsOff
  /// Our gateway cannot be asked.
  case gatewayFails(PushClientError)
  /// No push tokens are left for the next contact.
  case noTokensLeft

  /// Whether publishing anew mends it; the rest is for the server's operator, or for `pawl push`.
  package var isMendedByPublishing: Bool {
    switch self {
    case .unsupported, .pushIsOff, .gatewayFails, .noTokensLeft: false
    case .noDeviceList, .notListed, .noBundle, .staleBundle, .fewPreKeys, .closed: true
    }
  }
}
