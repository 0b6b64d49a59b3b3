/// XML namespaces of the protocols that this module speaks. Those of the stream itself stand in `XMLStreamHeader`.
enum XMPPNamespace {
  /// RFC 6120 section 4.9.2.
  static let streamErrors = "urn:ietf:params:xml:ns:xmpp-streams"
  /// RFC 6120 section 8.3.2.
  static let stanzaErrors = "urn:ietf:params:xml:ns:xmpp-stanzas"
  /// RFC 6120 section 5.
  static let tls = "urn:ietf:params:xml:ns:xmpp-tls"
  /// RFC 6120 section 6.
  static let sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
  /// RFC 6121 section 2.
  static let roster = "jabber:iq:roster"
  /// XEP-0440, SASL Channel-Binding Type Capability.
  static let channelBinding = "urn:xmpp:sasl-cb:0"
  /// RFC 6120 section 7.
  static let bind = "urn:ietf:params:xml:ns:xmpp-bind"
  /// XEP-0198, Stream Management.
  static let management = "urn:xmpp:sm:3"
  /// XEP-0199, XMPP Ping.
  static let ping = "urn:xmpp:ping"
  /// XEP-0030, Service Discovery.
  static let discoInfo = "http://jabber.org/protocol/disco#info"
  /// XEP-0115, Entity Capabilities.
  static let capabilities = "http://jabber.org/protocol/caps"
  /// XEP-0280, Message Carbons.
  static let carbons = "urn:xmpp:carbons:2"
  /// XEP-0297, Stanza Forwarding.
  static let forward = "urn:xmpp:forward:0"
  /// XEP-0203, Delayed Delivery.
  static let delay = "urn:xmpp:delay"
  /// XEP-0313, Message Archive Management.
  static let archive = "urn:xmpp:mam:2"
  /// XEP-0059, Result Set Management.
  static let resultSet = "http://jabber.org/protocol/rsm"
  /// XEP-0004, Data Forms.
  static let dataForm = "jabber:x:data"
  /// XEP-0060, Publish-Subscribe.
  static let pubSub = "http://jabber.org/protocol/pubsub"
  static let pubSubOwner = "http://jabber.org/protocol/pubsub#owner"
  static let pubSubEvent = "http://jabber.org/protocol/pubsub#event"
  static let pubSubErrors = "http://jabber.org/protocol/pubsub#errors"
  /// XEP-0045, Multi-User Chat.
  static let muc = "http://jabber.org/protocol/muc"
  static let mucUser = "http://jabber.org/protocol/muc#user"
  static let mucAdmin = "http://jabber.org/protocol/muc#admin"
  static let mucOwner = "http://jabber.org/protocol/muc#owner"
}
