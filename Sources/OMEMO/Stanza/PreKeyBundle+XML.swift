package import X3DH
package import XML
import Primitives

extension PreKeyBundle {
  /// The PEP node of OMEMO 2's bundles; the item id is the device id.
  package static let node = "urn:xmpp:omemo:2:bundles"

  /// Reads a `<bundle/>` (XEP-0384 0.9, section 5.3.2). Its signature is not checked here: ``verified(_:)`` does that.
  ///
  /// - Throws: `malformedElement`, `invalidID`, `invalidKey`, `tooMany`.
  package init(_ element: Element) throws(OMEMOError) {
    let namespace = Profile.omemo2.namespace
    guard element.name == "bundle", element.namespace == namespace else { throw .malformedElement }
    let signedPreKey = try Self.preKey(try Self.one(element, "spk"))
    let identityBytes = try Self.bytes(try Self.one(element, "ik"))
    let signatureBytes = try Self.bytes(try Self.one(element, "spks"))
    let identityKey: Ed25519PublicKey
    let signature: Ed25519Signature
    do {
      identityKey = try Ed25519PublicKey(identityBytes)
      signature = try Ed25519Signature(signatureBytes)
    } catch {
      throw .invalidKey
    }
    let preKeyElements = try Self.one(element, "prekeys").elements("pk", namespace)
    guard preKeyElements.count <= OMEMOLimits.preKeysPerBundle else { throw .tooMany }
    var seen: Set<UInt32> = []
    var preKeys: [PublicPreKey] = []
    for element in preKeyElements {
      let preKey = try Self.preKey(element)
      guard seen.insert(preKey.id).inserted else { throw .invalidID }
      preKeys.append(preKey)
    }
    self.init(
      identityKey: identityKey, signedPreKey: signedPreKey, signature: signature, oneTimePreKeys: preKeys)
  }

  /// The `<bundle/>` to publish.
  package var element: Element {
    Element(
      "bundle", namespace: Profile.omemo2.namespace,
      children: [
        Self.element("spk", id: signedPreKey.id, signedPreKey.key.encoded),
        Self.element("spks", signature.encoded),
        Self.element("ik", identityKey.encoded),
        Element(
          "prekeys", namespace: Profile.omemo2.namespace,
          children: oneTimePreKeys.map { Self.element("pk", id: $0.id, $0.key.encoded) }),
      ])
  }

  private static func element(_ name: String, id: UInt32? = nil, _ bytes: [UInt8]) -> Element {
    var element = Element(name, namespace: Profile.omemo2.namespace, text: TextEncoding.base64(bytes))
    if let id { element.attributes.append(Attribute("id", String(id))) }
    return element
  }

  private static func one(_ element: Element, _ name: String) throws(OMEMOError) -> Element {
    let found = element.elements(name, Profile.omemo2.namespace)
    guard found.count == 1 else { throw .malformedElement }
    return found[0]
  }

  private static func bytes(_ element: Element) throws(OMEMOError) -> [UInt8] {
    guard let bytes = TextEncoding.decodeBase64(element.text) else { throw .malformedElement }
    return bytes
  }

  private static func preKey(_ element: Element) throws(OMEMOError) -> PublicPreKey {
    guard let id = element.attribute("id").flatMap(DeviceID.init(text:)) else { throw .invalidID }
    return PublicPreKey(id: id.value, key: try publicKey(try bytes(element)))
  }
}

extension PreKeyBundle {
  /// Verifies by the rule of `profile`.
  package func verified(for profile: Profile) throws(X3DHError) -> VerifiedBundle {
    try verified(profile.x3dh)
  }

  package func hasValidSignature(for profile: Profile) -> Bool {
    hasValidSignature(profile.x3dh)
  }
}
