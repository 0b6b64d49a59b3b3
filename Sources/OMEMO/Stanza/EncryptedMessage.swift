import Primitives
package import XML

/// A `<message/>` stanza with `<encrypted/>` in it, once for each version of OMEMO that its recipients speak.
package struct EncryptedMessage: Sendable, Equatable {
  package let from: JID
  package let to: JID?
  package let id: String?
  /// The newest version first; never two of one version, never none.
  package let encrypted: [EncryptedElement]
  /// Whether it is written with what shows a person, on a client that cannot read it, that there was a message.
  package let isShown: Bool
  /// Whether it goes to a room, or came from one: then `from` is an occupant's address there, and not whose it is.
  package let isGroupchat: Bool

  package init(
    from: JID, to: JID, id: String, encrypted: [EncryptedElement], isShown: Bool, isGroupchat: Bool = false
  ) {
    self.isGroupchat = isGroupchat
    self.from = from
    self.to = to
    self.id = id
    self.encrypted = encrypted
    self.isShown = isShown
  }

  /// Reads a stanza as a client has it from its server, which vouches for `from`.
  ///
  /// A message is recognised by its `<encrypted/>` alone. The body beside it is a fallback that nobody has authenticated;
  /// it is dropped.
  ///
  /// - Throws: `malformedElement` when it is no message, of type error, without a sender, without an `<encrypted/>` or
  ///   with two of one version; what ``EncryptedElement/init(_:)`` throws.
  package init(_ stanza: Element) throws(OMEMOError) {
    guard stanza.name == "message", stanza.namespace == Namespaces.client || stanza.namespace.isEmpty,
      stanza.attribute("type") != "error",
      let from = stanza.attribute("from").flatMap({ try? JID($0) })
    else { throw .malformedElement }
    self.from = from
    if let to = stanza.attribute("to") {
      guard let to = try? JID(to) else { throw .malformedElement }
      self.to = to
    } else {
      to = nil
    }
    id = stanza.attribute("id")
    isGroupchat = stanza.attribute("type") == "groupchat"
    isShown = stanza.elements("body", stanza.namespace).isEmpty == false
    var encrypted: [EncryptedElement] = []
    for namespace in Namespace.allCases.reversed() {
      let found = stanza.elements("encrypted", namespace.rawValue)
      guard found.count <= 1 else { throw .malformedElement }
      if let element = found.first { encrypted.append(try EncryptedElement(element)) }
    }
    guard !encrypted.isEmpty else { throw .malformedElement }
    self.encrypted = encrypted
  }

  /// The stanza to send. One that is to be shown has a fallback body and says that it is OMEMO (XEP-0380). Each asks to be
  /// stored, since servers by themselves keep only messages with a body.
  ///
  /// The body stands beside OMEMO 2, too, which is a deliberate departure: XEP-0420 wants none there. Prosody's
  /// mod_cloud_notify wakes a phone for a body or for legacy OMEMO, and takes a message with neither for an unimportant one. It
  /// is always the same sentence, and is dropped when it is received.
  package var element: Element {
    var children = encrypted.map(\.element)
    if isShown {
      children += encrypted.map {
        Element(
          "encryption", namespace: Namespaces.encryptionHint, ["namespace": $0.namespace.rawValue, "name": "OMEMO"])
      }
      children.append(Element("body", namespace: Namespaces.client, text: Self.fallback))
    }
    children.append(Element("store", namespace: Namespaces.hints))
    var message = Element(
      "message", namespace: Namespaces.client,
      ["from": from.bare.description, "type": isGroupchat ? "groupchat" : "chat"], children: children)
    if let to { message.attributes.append(Attribute("to", to.description)) }
    if let id { message.attributes.append(Attribute("id", id)) }
    return message
  }

  /// What a client without OMEMO shows.
  package static let fallback = "This message is encrypted with OMEMO, which your client does not support."

  /// A stanza id that nobody can guess.
  package static func randomID() -> String {
    TextEncoding.hex(Random.bytes(8))
  }
}
