/// Why bytes were refused as XML, or a tree could not be written. Each case but ``outOfMemory`` is the writer's fault.
package enum XMLError: Error, Equatable, Sendable {
  /// Not well-formed, or not namespace-well-formed.
  case malformed
  /// A prefix that stands for no namespace.
  case undeclaredPrefix
  /// A document type, processing instruction or comment, or a reference to an entity other than the five predefined
  /// ones: what RFC 6120 section 11.1 bars from XMPP.
  case restricted
  /// An XML declaration that names another encoding than UTF-8.
  case unsupportedEncoding
  /// Bytes that are not UTF-8: overlong, a surrogate, above U+10FFFF, or cut short.
  case invalidUTF8
  /// A character that XML forbids, or that its place forbids: in a name, a namespace, the part of a JID.
  case invalidCharacter
  /// Longer than ``XMLLimits/bytes``.
  case tooLarge
  /// Elements nested beyond ``XMLLimits/depth``.
  case tooDeep
  /// More on one element than ``XMLLimits/attributes``.
  case tooManyAttributes
  /// More in one document than ``XMLLimits/nodes``.
  case tooManyNodes
  /// A name or namespace longer than ``XMLLimits/nameLength``.
  case nameTooLong
  /// An attribute that stands twice on one element, or a child that may stand but once.
  case duplicate
  /// A text that is not the JID, date or namespace it should be.
  case invalidValue
  /// libxml2 could not allocate its parser.
  case outOfMemory
}
