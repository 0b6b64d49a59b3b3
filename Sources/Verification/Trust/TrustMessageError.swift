/// Why a trust message or its URI is refused. The peer's fault, or that of whoever made the code that was scanned.
package enum TrustMessageError: Error, Equatable, Sendable {
  /// Not the element, or not the URI, that XEP-0434 describes: a part missing, or of another type.
  case malformed
  /// An owner's JID is none, or not bare.
  case invalidOwner
  /// A key identifier is not base64 (in a URI: hex), or too short or long.
  case invalidKeyID
  /// No key at all, or an owner without one.
  case noKeys
  /// More than ``TrustLimits`` allows.
  case tooMany
  /// A key stands twice under its owner. If once as trusted and once as not, nothing follows; so it is with two alike.
  case duplicate
}
