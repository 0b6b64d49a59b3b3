import Primitives
import XML

/// `<encrypted xmlns='urn:xmpp:omemo:2'/>` (XEP-0384 0.9, section 5.5).
extension EncryptedElement {
  init(omemo2 element: Element) throws(OMEMOError) {
    let header = try element.one("header")
    let accounts = header.elements("keys", Self.omemo2)
    guard accounts.count <= OMEMOLimits.accountsPerMessage else { throw .tooMany }
    var seen: Set<JID> = []
    var total = 0
    let keys = try accounts.map { (account) throws(OMEMOError) in
      guard let jid = account.attribute("jid").flatMap({ try? JID($0).bare }), seen.insert(jid).inserted else {
        throw .malformedElement
      }
      let elements = account.elements("key", Self.omemo2)
      total += elements.count
      guard total <= OMEMOLimits.keysPerMessage else { throw .tooMany }
      return Keys(account: jid, keys: try Self.keys(elements))
    }
    let payload = try element.noneOrOne("payload").map { (payload) throws(OMEMOError) in
      EncryptedPayload(ciphertext: try payload.base64())
    }
    self.init(namespace: .omemo2, sender: try header.id("sid"), keys: keys, payload: payload)
  }

  var omemo2Element: Element {
    let accounts = keys.map { account in
      Element(
        "keys", namespace: Self.omemo2, ["jid": account.account?.description ?? ""],
        children: account.keys.map(Self.element))
    }
    var children = [Element("header", namespace: Self.omemo2, ["sid": sender.description], children: accounts)]
    if let payload {
      children.append(
        Element("payload", namespace: Self.omemo2, text: TextEncoding.base64(payload.ciphertext)))
    }
    return Element("encrypted", namespace: Self.omemo2, children: children)
  }

  private static let omemo2 = Namespace.omemo2.rawValue

  private static func keys(_ elements: [Element]) throws(OMEMOError) -> [Key] {
    var seen: Set<DeviceID> = []
    return try elements.map { (element) throws(OMEMOError) in
      let recipient = try element.id("rid")
      guard seen.insert(recipient).inserted else { throw .invalidID }
      let bytes = try element.base64()
      return Key(
        recipient: recipient,
        isKeyExchange: try element.flag("kex") || OMEMO2Wire.isLikelyKeyExchange(bytes), bytes: bytes)
    }
  }

  private static func element(_ key: Key) -> Element {
    var element = Element(
      "key", namespace: omemo2, ["rid": key.recipient.description], text: TextEncoding.base64(key.bytes))
    if key.isKeyExchange { element.attributes.append(Attribute("kex", "true")) }
    return element
  }
}
