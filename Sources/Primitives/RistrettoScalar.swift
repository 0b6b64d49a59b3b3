import CSodium

/// An integer modulo the order of ristretto255, 2^252 + 27742317777372353535851937790883648493, held as a secret.
///
/// Always reduced. It may be zero: what is multiplied with it is then refused, see ``RistrettoElement``.
package struct RistrettoScalar: ~Copyable, Sendable {
  package static let byteCount = 32
  /// The bytes that ``init(reducing:)`` takes: 512 bits, so that no scalar is likelier than another by more than
  /// 2^-259.
  package static let wideByteCount = 64
  /// 32 bytes, little-endian, below the order.
  package let bytes: SecretBytes

  /// Reduces 64 bytes, random ones or a hash (RFC 9496 section 4.4).
  package init(reducing wide: borrowing SecretBytes) {
    precondition(wide.count == Self.wideByteCount, "fewer bits would give a biased scalar")
    bytes = wide.withBytes { wide in
      SecretBytes(count: Self.byteCount) {
        unsafe crypto_core_ristretto255_scalar_reduce($0.octets, wide.octets)
      }
    }
  }

  /// Reads a scalar from its one encoding.
  ///
  /// - Throws: `wrongLength` for anything but 32 bytes; `notCanonical` for a number that is not below the order: with
  ///   two encodings of one scalar a proof could be altered and still be good.
  package init(_ encoded: consuming SecretBytes) throws(KeyError) {
    guard encoded.count == Self.byteCount else { throw .wrongLength }
    let wide = encoded.withBytes { encoded in
      SecretBytes(count: Self.wideByteCount) { unsafe $0.copyMemory(from: encoded) }
    }
    let isReduced = RistrettoScalar(reducing: wide).bytes.matches(encoded)
    guard isReduced else { throw .notCanonical }
    bytes = encoded
  }

  @safe
  private init(filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
    bytes = SecretBytes(count: Self.byteCount) { unsafe fill($0) }
  }

  package static func - (a: borrowing RistrettoScalar, b: borrowing RistrettoScalar) -> RistrettoScalar {
    a.bytes.withBytes { a in
      b.bytes.withBytes { b in
        RistrettoScalar { unsafe crypto_core_ristretto255_scalar_sub($0.octets, a.octets, b.octets) }
      }
    }
  }

  package static func * (a: borrowing RistrettoScalar, b: borrowing RistrettoScalar) -> RistrettoScalar {
    a.bytes.withBytes { a in
      b.bytes.withBytes { b in
        RistrettoScalar { unsafe crypto_core_ristretto255_scalar_mul($0.octets, a.octets, b.octets) }
      }
    }
  }
}
