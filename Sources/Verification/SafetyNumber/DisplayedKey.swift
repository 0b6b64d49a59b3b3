package import Primitives

/// An identity key as OMEMO clients show it and people type it: its X25519 form in hex, in every version of OMEMO
/// (XEP-0384 0.9 section 8).
package struct DisplayedKey: Hashable, Sendable, CustomStringConvertible {
  /// How clients group the 64 digits.
  package enum Form: Sendable, CaseIterable {
    /// Without spaces: links and codes.
    case plain
    /// Eight groups of eight between spaces: what XEP-0384 recommends, and most clients show.
    case groups
    /// Eight groups of eight between hyphens: Profanity.
    case hyphens
  }

  /// 32 bytes.
  package let bytes: [UInt8]

  package init(_ key: X25519PublicKey) {
    bytes = key.encoded
  }

  /// Reads digits of either case, in any of the forms, with white space around them.
  ///
  /// - Returns: `nil` for anything else. Whether the bytes are a key is not asked: they are only compared with one.
  package init?(_ text: String) {
    let digits = text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "-" }
    let isHex = digits.allSatisfy { $0.properties.isASCIIHexDigit }
    guard digits.count == Self.digitCount, isHex,
      let bytes = TextEncoding.decodeHex(String(String.UnicodeScalarView(digits)))
    else { return nil }
    self.bytes = bytes
  }

  package func text(_ form: Form) -> String {
    let hex = TextEncoding.hex(bytes)
    let groups = stride(from: 0, to: Self.digitCount, by: 8).map { hex.dropFirst($0).prefix(8) }
    return switch form {
    case .plain: hex
    case .groups: groups.joined(separator: " ")
    case .hyphens: groups.joined(separator: "-")
    }
  }

  package var description: String {
    text(.groups)
  }

  /// Compares with a key in constant time.
  package func matches(_ key: X25519PublicKey) -> Bool {
    SecretBytes(copying: bytes).matches(SecretBytes(copying: key.encoded))
  }

  private static let digitCount = 64
}
