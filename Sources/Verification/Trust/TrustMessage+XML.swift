import Primitives
package import XML

/// `<trust-message xmlns='urn:xmpp:tm:1'/>`: a direct child of the content of an encrypted envelope, which has to have
/// random padding and a time (XEP-0434, "SCE Profile"); nowhere else does it count.
extension TrustMessage {
  /// Whether an element is one by its name, readable or not: it is never shown as a text is.
  package static func isTrustMessage(_ element: Element) -> Bool {
    element.name == elementName && element.namespace == namespace
  }

  package var element: Element {
    Element(
      Self.elementName, namespace: Self.namespace, ["usage": usage, "encryption": encryption],
      children: keyOwners.map(\.element))
  }

  /// What a later version may add, attributes or children, is passed over; whatever is named as the XEP names it is
  /// read strictly, and one bad key refuses the whole message: half of a decision is another one.
  ///
  /// - Throws: ``TrustMessageError``.
  package init(_ element: Element) throws(TrustMessageError) {
    guard Self.isTrustMessage(element), let usage = element.attribute("usage"),
      let encryption = element.attribute("encryption")
    else { throw .malformed }
    let owners = element.elements("key-owner", Self.namespace)
    guard owners.count <= TrustLimits.keyOwners else { throw .tooMany }
    let keyCount = owners.reduce(0) { $0 + $1.elements.count }
    guard keyCount <= TrustLimits.keys else { throw .tooMany }
    try self.init(
      usage: usage, encryption: encryption,
      keyOwners: owners.map { (owner) throws(TrustMessageError) in try KeyOwner(owner) })
  }

  private static let elementName = "trust-message"
}

extension TrustMessage.KeyOwner {
  /// The bytes that it takes in a message, at most: its own tags have 30, those of a key 21. A JID has none to escape.
  var byteCount: Int {
    (trusted + distrusted).reduce(30 + jid.description.utf8.count) { $0 + 21 + TextEncoding.base64Count($1.bytes.count) }
  }

  fileprivate var element: Element {
    func element(_ statement: TrustStatement, _ key: TrustKeyID) -> Element {
      Element(statement.rawValue, namespace: TrustMessage.namespace, text: TextEncoding.base64(key.bytes))
    }
    return Element(
      "key-owner", namespace: TrustMessage.namespace, ["jid": jid.description],
      children: trusted.map { element(.trust, $0) } + distrusted.map { element(.distrust, $0) })
  }

  fileprivate init(_ element: Element) throws(TrustMessageError) {
    guard let text = element.attribute("jid") else { throw .malformed }
    guard let jid = try? JID(text), jid.isBare else { throw .invalidOwner }
    func keys(_ statement: TrustStatement) throws(TrustMessageError) -> [TrustKeyID] {
      try element.elements(statement.rawValue, TrustMessage.namespace).map { (child) throws(TrustMessageError) in
        guard child.elements.isEmpty, let bytes = TextEncoding.decodeBase64(child.text) else { throw .invalidKeyID }
        return try TrustKeyID(bytes)
      }
    }
    try self.init(jid: jid, trusted: keys(.trust), distrusted: keys(.distrust))
  }
}
