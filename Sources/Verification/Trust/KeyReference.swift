package import XML

/// A key of somebody: the owner's account and the key's identifier.
package struct KeyReference: Hashable, Comparable, Sendable {
  /// Without a resource.
  package let owner: JID
  package let key: TrustKeyID

  package init(_ owner: JID, _ key: TrustKeyID) {
    self.owner = owner.bare
    self.key = key
  }

  /// By owner, then by the bytes of the key: an order for messages and reports that is the same in every run.
  package static func < (a: KeyReference, b: KeyReference) -> Bool {
    if a.owner != b.owner { return a.owner.description < b.owner.description }
    return a.key.bytes.lexicographicallyPrecedes(b.key.bytes)
  }
}

/// What a trust message says of a key.
package enum TrustStatement: String, Sendable, CaseIterable {
  case trust
  case distrust
}
