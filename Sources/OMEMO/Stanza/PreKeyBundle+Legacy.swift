import Primitives
import X3DH
import XML

/// `<bundle xmlns='eu.siacs.conversations.axolotl'/>` (XEP-0384 0.3, section 4.3).
extension PreKeyBundle {
  init(legacy element: Element) throws(OMEMOError) {
    let signedPreKey = try element.one("signedPreKeyPublic")
    let preKeys = try element.one("prekeys").elements("preKeyPublic", Self.legacy)
    self.init(
      identityKey: .curve25519(try CurveKey.decode(try element.one("identityKey").base64())),
      signedPreKey: try Self.preKey(signedPreKey, id: "signedPreKeyId"),
      signature: try Self.signature(try element.one("signedPreKeySignature")),
      oneTimePreKeys: try Self.preKeys(preKeys) { (element) throws(OMEMOError) in
        try Self.preKey(element, id: "preKeyId")
      })
  }

  var legacyElement: Element {
    Element(
      "bundle", namespace: Self.legacy,
      children: [
        Self.element("signedPreKeyPublic", signedPreKey, id: "signedPreKeyId"),
        Element("signedPreKeySignature", namespace: Self.legacy, text: TextEncoding.base64(signature.encoded)),
        Element(
          "identityKey", namespace: Self.legacy,
          text: TextEncoding.base64([CurveKey.typeByte] + identityKey.encoded)),
        Element(
          "prekeys", namespace: Self.legacy,
          children: oneTimePreKeys.map { Self.element("preKeyPublic", $0, id: "preKeyId") }),
      ])
  }

  private static let legacy = Namespace.legacy.rawValue

  private static func element(_ name: String, _ preKey: PublicPreKey, id: String) -> Element {
    Element(
      name, namespace: legacy, [id: String(preKey.id)],
      text: TextEncoding.base64(CurveKey.encode(preKey.key)))
  }

  private static func preKey(_ element: Element, id: String) throws(OMEMOError) -> PublicPreKey {
    PublicPreKey(id: try element.id(id).value, key: try CurveKey.decode(try element.base64()))
  }
}
