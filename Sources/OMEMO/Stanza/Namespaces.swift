/// XML namespaces that more than one element here uses.
enum Namespaces {
  static let client = "jabber:client"
  /// XEP-0280, Message Carbons.
  static let carbons = "urn:xmpp:carbons:2"
  /// XEP-0313, Message Archive Management.
  static let archive = "urn:xmpp:mam:2"
  /// XEP-0297, Stanza Forwarding.
  static let forward = "urn:xmpp:forward:0"
  /// XEP-0420, Stanza Content Encryption.
  static let envelope = "urn:xmpp:sce:1"
  /// XEP-0380, Explicit Message Encryption.
  static let encryptionHint = "urn:xmpp:eme:0"
  /// XEP-0334, Message Processing Hints.
  static let hints = "urn:xmpp:hints"
  /// XEP-0359, Unique and Stable Stanza IDs.
  static let stanzaID = "urn:xmpp:sid:0"
  /// XEP-0033, Extended Stanza Addressing.
  static let addresses = "http://jabber.org/protocol/address"
}
