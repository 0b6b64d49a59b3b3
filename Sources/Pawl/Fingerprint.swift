package import Primitives

/// An identity key as it is shown to people: its Curve25519 form in eight groups of eight lower-case hex digits
/// (XEP-0384 0.9, section 8), the same in both versions of OMEMO.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The 64 hex digits without spaces.
  public let hex: String

  package init(_ key: X25519PublicKey) {
    hex = TextEncoding.hex(key.encoded)
  }

  /// Reads a fingerprint as people copy it: 64 hex digits in either case, with spaces or hyphens between them, as clients
  /// show it.
  public init?(_ text: String) {
    let digits = text.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
    guard digits.utf8.count == 64, digits.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    hex = digits
  }

  /// In constant time: what a peer sends to compare must not be found digit by digit.
  public static func == (a: Fingerprint, b: Fingerprint) -> Bool {
    SecretBytes(copying: Array(a.hex.utf8)).matches(SecretBytes(copying: Array(b.hex.utf8)))
  }

  public var description: String {
    stride(from: 0, to: hex.utf8.count, by: 8).map { start in
      String(hex.dropFirst(start).prefix(8))
    }.joined(separator: " ")
  }
}
