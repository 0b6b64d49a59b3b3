import Verification

/// A sign of OTR, the protocol that OMEMO replaced, in a body. A client that finds one suggests OMEMO to its user.
///
/// Nothing else follows from it: whoever can write or alter a body in the clear can put a sign in it.
public struct OTRHint: Hashable, Sendable {
  public enum Kind: String, Sendable {
    /// The other side asks for OTR, as with `?OTRv23?`.
    case query
    /// The other side would take OTR: white space in or behind a text.
    case whitespaceTag = "whitespace-tag"
    /// A message of OTR, which cannot be read here.
    case message
    /// A piece of one.
    case fragment
    /// A message about a failure, for people.
    case error
  }

  public let kind: Kind
  /// Of the versions 1 to 4 those that a query or a tag offers.
  public let versions: Set<Int>
  /// The body for people: without a tag's white space.
  public let visibleText: String

  /// Looks into a body, as it came in the clear or out of an encrypted message. `nil` when there is no sign.
  public init?(inBody body: String) {
    guard let signal = OTRSignal.detect(in: body) else { return nil }
    kind =
      switch signal.kind {
      case .query: .query
      case .whitespaceTag: .whitespaceTag
      case .message: .message
      case .fragment: .fragment
      case .error: .error
      }
    versions = signal.versions
    visibleText = signal.body
  }
}
