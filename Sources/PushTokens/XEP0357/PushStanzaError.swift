/// Why a stanza of XEP-0357 was not taken.
package enum PushStanzaError: Error, Equatable, Sendable {
  /// Not the element that was expected, or a part missing, twice, or of another type.
  case malformed
  /// A node, a field or a form beyond ``PushStanzaLimits``.
  case tooLarge
}

/// The bounds of what a server or a stranger may put into a stanza of XEP-0357.
package enum PushStanzaLimits {
  /// UTF-8 bytes of a node's name. Ours has 36, an APNs token as a node (fpush) 64; 1023 is what a resource may have.
  package static let nodeBytes = 1023
  /// Fields of a form. Publish-options in use have 1 to 8.
  package static let fields = 32
  /// UTF-8 bytes of a field's value: options are secrets, names and URLs. A notification's own form has no bound but that of
  /// the stanza that it stands in, which the component's stream has read by then (`XMLLimits.stanzaBytes`, 1 MiB): its body
  /// may be a whole message's.
  package static let valueBytes = 16 * 1024
}
