import Primitives
import X3DH
import XML

/// `<bundle xmlns='urn:xmpp:omemo:2'/>` (XEP-0384 0.9, section 5.3.2).
extension PreKeyBundle {
  init(omemo2 element: Element) throws(OMEMOError) {
    let signedPreKey = try Self.preKey(try element.one("spk"))
    let identityBytes = try element.one("ik").base64()
    let identityKey: Ed25519PublicKey
    do { identityKey = try Ed25519PublicKey(identityBytes) } catch { throw .invalidKey }
    self.init(
      identityKey: .ed25519(identityKey), signedPreKey: signedPreKey,
      signature: try Self.signature(try element.one("spks")),
      oneTimePreKeys: try Self.preKeys(try element.one("prekeys").elements("pk", Self.omemo2), Self.preKey))
  }

  var omemo2Element: Element {
    Element(
      "bundle", namespace: Self.omemo2,
      children: [
        Self.element("spk", signedPreKey),
        Element("spks", namespace: Self.omemo2, text: TextEncoding.base64(signature.encoded)),
        Element("ik", namespace: Self.omemo2, text: TextEncoding.base64(identityKey.encoded)),
        Element(
          "prekeys", namespace: Self.omemo2, children: oneTimePreKeys.map { Self.element("pk", $0) }),
      ])
  }

  private static let omemo2 = Namespace.omemo2.rawValue

  private static func element(_ name: String, _ preKey: PublicPreKey) -> Element {
    Element(
      name, namespace: omemo2, ["id": String(preKey.id)], text: TextEncoding.base64(preKey.key.encoded))
  }

  private static func preKey(_ element: Element) throws(OMEMOError) -> PublicPreKey {
    let id = try element.id("id").value
    let bytes = try element.base64()
    do { return PublicPreKey(id: id, key: try X25519PublicKey(bytes)) } catch { throw .invalidKey }
  }
}
