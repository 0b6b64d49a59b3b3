/// An attribute of an ``Element``.
package struct Attribute: Sendable, Hashable {
  /// The local name, without any prefix.
  package var name: String
  /// The namespace; empty for none, which is what an attribute without a prefix has.
  package var namespace: String
  package var value: String

  package init(_ name: String, namespace: String = "", _ value: String) {
    self.name = name
    self.namespace = namespace
    self.value = value
  }

  /// Whether one element cannot have both: they stand for the same name.
  func hasName(of other: Attribute) -> Bool {
    name == other.name && namespace == other.namespace
  }
}
