import Primitives
package import X3DH
package import XML

extension PreKeyBundle {
  /// Which wire the bundle is of: the form of its identity key says it.
  package var namespace: Namespace {
    switch identityKey {
    case .curve25519: .legacy
    case .ed25519: .omemo2
    }
  }

  /// Verifies by the rule of the bundle's wire.
  package func verified() throws(X3DHError) -> VerifiedBundle {
    try verified(namespace.profile.x3dh)
  }

  package var hasValidSignature: Bool {
    hasValidSignature(namespace.profile.x3dh)
  }

  /// Reads a `<bundle/>` of either namespace. Its signature is not checked here: ``verified()`` does that.
  ///
  /// - Throws: `malformedElement`, `invalidID`, `invalidKey`, `tooMany`.
  package init(_ element: Element) throws(OMEMOError) {
    guard let namespace = Namespace(rawValue: element.namespace), element.name == "bundle" else {
      throw .malformedElement
    }
    switch namespace {
    case .legacy: try self.init(legacy: element)
    case .omemo2: try self.init(omemo2: element)
    }
  }

  /// The `<bundle/>` to publish.
  package var element: Element {
    switch namespace {
    case .legacy: legacyElement
    case .omemo2: omemo2Element
    }
  }

  /// Reads a list of prekeys, none of whose ids stands twice.
  static func preKeys(
    _ elements: [Element], _ read: (Element) throws(OMEMOError) -> PublicPreKey
  ) throws(OMEMOError) -> [PublicPreKey] {
    guard elements.count <= OMEMOLimits.preKeysPerBundle else { throw .tooMany }
    var seen: Set<UInt32> = []
    return try elements.map { (element) throws(OMEMOError) in
      let preKey = try read(element)
      guard seen.insert(preKey.id).inserted else { throw .invalidID }
      return preKey
    }
  }

  static func signature(_ element: Element) throws(OMEMOError) -> Ed25519Signature {
    let bytes = try element.base64()
    do { return try Ed25519Signature(bytes) } catch { throw .invalidKey }
  }
}
