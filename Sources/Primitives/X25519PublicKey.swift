import CSodium

/// A Curve25519 public key: the 32-byte little-endian u-coordinate (RFC 7748).
///
/// A value of this type is canonical and not of small order; other encodings are refused when it is made, so that no
/// later step can forget to.
public struct X25519PublicKey: Hashable, Sendable {
  package static let byteCount = 32
  package let bytes: Bytes32

  /// Reads a key from 32 bytes.
  ///
  /// - Throws: `wrongLength`; `notCanonical` when u >= p or bit 255 is set; `lowOrder` for the five u-coordinates whose
  ///   order divides 8.
  public init(_ encoded: some Collection<UInt8>) throws(KeyError) {
    guard let bytes = Bytes32(encoded) else { throw .wrongLength }
    let u = bytes.array
    guard FieldElement.isCanonical(u) else { throw .notCanonical }
    guard !Self.smallOrder.contains(u) else { throw .lowOrder }
    self.bytes = bytes
  }

  /// A key out of a record that storage sealed. It was checked before it went in.
  ///
  /// - Throws: `wrongLength`.
  package init(stored encoded: [UInt8]) throws(KeyError) {
    guard let bytes = Bytes32(encoded) else { throw .wrongLength }
    self.bytes = bytes
  }

  package init(stored bytes: Bytes32) {
    self.bytes = bytes
  }

  /// The result of a scalar multiplication of our own, which needs no check.
  init(computed bytes: Bytes32) {
    self.bytes = bytes
  }

  /// The 32 bytes as they go on the wire.
  public var encoded: [UInt8] {
    bytes.array
  }

  /// The canonical u-coordinates of the points of order 1, 2, 4 and 8, on the curve and its twist.
  private static let smallOrder: Set<[UInt8]> = [
    [UInt8](repeating: 0, count: 32),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
    [
      0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
      0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
      0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
      0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
  ]
}
