import Primitives
import XML

/// `<encrypted xmlns='eu.siacs.conversations.axolotl'/>` (XEP-0384 0.3, section 4.4).
extension EncryptedElement {
  init(legacy element: Element) throws(OMEMOError) {
    let header = try element.one("header")
    let elements = header.elements("key", Self.legacy)
    guard elements.count <= OMEMOLimits.keysPerMessage else { throw .tooMany }
    let keys = try elements.map { (element) throws(OMEMOError) in
      Key(recipient: try element.id("rid"), isKeyExchange: try element.flag("prekey"), bytes: try element.base64())
    }
    let iv = try header.noneOrOne("iv")
    let payload = try element.noneOrOne("payload").map { (payload) throws(OMEMOError) in
      guard let iv = try iv?.base64(), AES128GCM.ivByteCounts.contains(iv.count) else { throw .malformedElement }
      return EncryptedPayload(ciphertext: try payload.base64(), iv: iv)
    }
    self.init(
      namespace: .legacy, sender: try header.id("sid"), keys: [Keys(account: nil, keys: keys)], payload: payload)
  }

  /// An empty message has an `<iv/>` too, for nothing: Dino refuses messages without.
  var legacyElement: Element {
    let iv = payload?.iv ?? Random.bytes(AES128GCM.ivByteCount)
    let header = Element(
      "header", namespace: Self.legacy, ["sid": sender.description],
      children: keys.flatMap(\.keys).map(Self.legacyElement)
        + [Element("iv", namespace: Self.legacy, text: TextEncoding.base64(iv))])
    var children = [header]
    if let payload {
      children.append(
        Element("payload", namespace: Self.legacy, text: TextEncoding.base64(payload.ciphertext)))
    }
    return Element("encrypted", namespace: Self.legacy, children: children)
  }

  private static let legacy = Namespace.legacy.rawValue

  private static func legacyElement(_ key: Key) -> Element {
    var element = Element(
      "key", namespace: legacy, ["rid": key.recipient.description], text: TextEncoding.base64(key.bytes))
    if key.isKeyExchange { element.attributes.append(Attribute("prekey", "true")) }
    return element
  }
}
