package import Primitives

/// A Curve25519 key as libsignal writes it: the type byte 0x05, then the 32 bytes of the u-coordinate.
package enum CurveKey {
  static let typeByte: UInt8 = 0x05
  static let byteCount = 33

  package static func encode(_ key: X25519PublicKey) -> [UInt8] {
    [typeByte] + key.encoded
  }

  /// - Throws: `invalidKey` for another length, another type, and what ``X25519PublicKey`` refuses.
  package static func decode(_ bytes: some Collection<UInt8>) throws(OMEMOError) -> X25519PublicKey {
    guard bytes.count == byteCount, bytes.first == typeByte else { throw .invalidKey }
    do { return try X25519PublicKey(bytes.dropFirst()) } catch { throw .invalidKey }
  }
}
