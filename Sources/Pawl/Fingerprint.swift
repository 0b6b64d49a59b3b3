package import Primitives

/// An identity key as it is shown to people: its Curve25519 form in eight groups of eight lower-case hex digits
/// (XEP-0384 0.9, section 8), the same in both versions of OMEMO.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The 64 hex digits without spaces.
  public let hex: String

  package init(_ key: X25519PublicKey) {
    hex = TextEncoding.hex(key.encoded)
  }

  /// Reads a fingerprint as people copy it: 64 hex digits in either case, spaces between them as may be.
  public init?(_ text: String) {
    let digits = text.filter { !$0.isWhitespace }.lowercased()
    guard digits.utf8.count == 64, digits.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    hex = digits
  }

  public var description: String {
    stride(from: 0, to: hex.utf8.count, by: 8).map { start in
      String(hex.dropFirst(start).prefix(8))
    }.joined(separator: " ")
  }
}
