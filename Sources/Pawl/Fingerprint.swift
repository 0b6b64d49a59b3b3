package import Primitives

/// An identity key as it is shown to people: its Curve25519 form in eight groups of eight lower-case hex digits
/// (XEP-0384 0.9, section 8), the same in both versions of OMEMO.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The 64 hex digits without spaces.
  public let hex: String

  package init(_ key: X25519PublicKey) {
    hex = TextEncoding.hex(key.encoded)
  }

  public var description: String {
    stride(from: 0, to: hex.utf8.count, by: 8).map { start in
      String(hex.dropFirst(start).prefix(8))
    }.joined(separator: " ")
  }
}
