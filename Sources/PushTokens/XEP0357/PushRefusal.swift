package import XML

/// The error with which a push service answers a publication. Servers end a registration for any of them, at once or after a
/// few in a row; only type `wait` leaves it as it was (specs/push.md section 4).
package enum PushRefusal: String, CaseIterable, Hashable, Sendable {
  /// The node is not known, or the device is gone.
  case unknownNode
  /// The options are not the node's.
  case forbidden
  /// Not a publication of XEP-0357 that can be read.
  case malformed
  /// Something else was asked for.
  case notImplemented
  /// Too many, for now.
  case tooMany
  /// The push provider or the database does not answer, for now.
  case unavailable

  /// What a service makes of it (RFC 6120 section 8.3.3).
  package var error: (type: String, condition: String) {
    switch self {
    case .unknownNode: ("cancel", "item-not-found")
    case .forbidden: ("auth", "forbidden")
    case .malformed: ("modify", "bad-request")
    case .notImplemented: ("cancel", "feature-not-implemented")
    case .tooMany: ("wait", "resource-constraint")
    case .unavailable: ("wait", "internal-server-error")
    }
  }

  /// The `<error/>`.
  ///
  /// - Parameter namespace: of the stanza that it stands in: the stream's.
  package func element(namespace: String) -> Element {
    Element(
      "error", namespace: namespace, ["type": error.type],
      children: [Element(error.condition, namespace: PushNamespace.stanzaErrors)])
  }

  /// Whether the registration outlives an error of this type, and the same may be sent later.
  package var isTransient: Bool {
    Self.isTransient(type: error.type)
  }

  /// The same of another's error, of which only the type counts.
  package static func isTransient(_ error: Element) -> Bool {
    isTransient(type: error.attribute("type"))
  }

  private static func isTransient(type: String?) -> Bool {
    type == "wait"
  }
}
