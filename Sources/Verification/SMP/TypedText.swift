import Foundation

/// What a person typed, checked for characters that must not be in a question or a secret.
enum TypedText {
  /// The bytes of a text in the one form in which two people's secrets are compared: RFC 8265's OpaqueString (spaces of
  /// any kind become U+0020, then form C), with the spaces at both ends removed first.
  ///
  /// Two keyboards write one word in different bytes: `é` as one character or as two, a space as a no-break space.
  /// Without a form in common, people with the same secret would be told that they don't have it.
  ///
  /// - Returns: `nil` if a character is not permitted.
  static func normalised(_ text: String) -> [UInt8]? {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isPermitted(scalar) else { return nil }
      scalars.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
    }
    while scalars.first == " " { scalars.removeFirst() }
    while scalars.last == " " { scalars.removeLast() }
    return Array(String(scalars).precomposedStringWithCanonicalMapping.utf8)
  }

  /// Whether each character of a text may be shown and typed.
  static func isPermitted(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy(isPermitted)
  }

  /// Format characters are barred for the bidirectional overrides, with which a question reads as another, and because
  /// nobody sees that one is in a secret. The two joiners are letters' and emoji's own. What is unassigned may change
  /// under normalisation in a later Unicode version.
  private static func isPermitted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
    case .control, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
  }
}
