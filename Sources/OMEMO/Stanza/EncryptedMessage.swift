package import XML
import Primitives

/// A `<message/>` stanza with an `<encrypted/>` in it.
package struct EncryptedMessage: Sendable, Equatable {
  package let from: JID
  package let to: JID?
  package let id: String?
  package let encrypted: EncryptedElement

  package init(from: JID, to: JID, id: String, encrypted: EncryptedElement) {
    self.from = from
    self.to = to
    self.id = id
    self.encrypted = encrypted
  }

  /// Reads a stanza as a client has it from its server, which vouches for `from`.
  ///
  /// - Throws: `malformedElement` when it is no message, of type error, without a sender or without one `<encrypted/>`;
  ///   what ``EncryptedElement/init(_:)`` throws.
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
    let found = stanza.elements("encrypted", Profile.omemo2.namespace)
    guard found.count == 1 else { throw .malformedElement }
    encrypted = try EncryptedElement(found[0])
  }

  /// The stanza to send: no body, which XEP-0420 forbids beside an envelope; the hint that it is OMEMO; and a request to
  /// store it, since servers keep only messages with a body by themselves.
  package var element: Element {
    var message = Element(
      "message", namespace: Namespaces.client, ["from": from.bare.description, "type": "chat"],
      children: [
        encrypted.element,
        Element(
          "encryption", namespace: Namespaces.encryptionHint,
          ["namespace": Profile.omemo2.namespace, "name": "OMEMO"]),
        Element("store", namespace: Namespaces.hints),
      ])
    if let to { message.attributes.append(Attribute("to", to.description)) }
    if let id { message.attributes.append(Attribute("id", id)) }
    return message
  }

  /// A stanza id that nobody can guess.
  package static func randomID() -> String {
    TextEncoding.hex(Random.bytes(8))
  }
}
