import CSodium

/// An element of the group ristretto255 (RFC 9496) that is not the identity, in its one encoding of 32 bytes.
///
/// The group has prime order, so there is no small subgroup to check for, and an element has one encoding, so comparing
/// encodings compares elements. The identity is refused wherever it arises, read or computed: whatever is multiplied
/// with it is the identity again, and a protocol that compares two such results finds them equal.
package struct RistrettoElement: Hashable, Sendable {
  package static let byteCount = 32
  package let bytes: Bytes32

  /// Reads an element from 32 bytes (RFC 9496 section 4.3.1).
  ///
  /// libsodium 1.0.18 overlooks the topmost bit, which would give each element a second encoding.
  ///
  /// - Throws: `wrongLength`; `notCanonical` for a field element that is not reduced; `lowOrder` for the identity, 32
  ///   zero bytes; `notOnCurve` for a field element that is negative or that no element has.
  package init(_ encoded: some Collection<UInt8>) throws(KeyError) {
    guard let bytes = Bytes32(encoded) else { throw .wrongLength }
    guard FieldElement.isCanonical(bytes.array) else { throw .notCanonical }
    guard bytes != Self.identity else { throw .lowOrder }
    let isValid = bytes.withBytes { unsafe crypto_core_ristretto255_is_valid_point($0.octets) == 1 }
    guard isValid else { throw .notOnCurve }
    self.bytes = bytes
  }

  /// The generator of RFC 9496 section 4.1, multiplied.
  ///
  /// - Throws: `lowOrder` for a scalar of zero.
  package init(generatorTimes scalar: borrowing RistrettoScalar) throws(KeyError) {
    try self.init { output in
      scalar.bytes.withBytes { unsafe crypto_scalarmult_ristretto255_base(output.octets, $0.octets) }
    }
  }

  /// Lets `compute` write the encoding of an element; it returns libsodium's status.
  @safe
  private init(computedBy compute: (UnsafeMutableRawBufferPointer) -> Int32) throws(KeyError) {
    var status: Int32 = 0
    let bytes = Bytes32 { status = unsafe compute($0) }
    // Older versions of libsodium report the identity for products only, not for sums.
    guard status == 0, bytes != Self.identity else { throw .lowOrder }
    self.bytes = bytes
  }

  /// The 32 bytes as they go on the wire.
  package var encoded: [UInt8] {
    bytes.array
  }

  /// - Throws: `lowOrder` for a scalar of zero.
  package static func * (
    scalar: borrowing RistrettoScalar, element: RistrettoElement
  ) throws(KeyError) -> RistrettoElement {
    try RistrettoElement { output in
      scalar.bytes.withBytes { scalar in
        element.bytes.withBytes { unsafe crypto_scalarmult_ristretto255(output.octets, scalar.octets, $0.octets) }
      }
    }
  }

  /// - Throws: `lowOrder` when the sum is the identity.
  package static func + (a: RistrettoElement, b: RistrettoElement) throws(KeyError) -> RistrettoElement {
    try RistrettoElement { output in
      a.bytes.withBytes { a in
        b.bytes.withBytes { unsafe crypto_core_ristretto255_add(output.octets, a.octets, $0.octets) }
      }
    }
  }

  /// - Throws: `lowOrder` when both are the same element.
  package static func - (a: RistrettoElement, b: RistrettoElement) throws(KeyError) -> RistrettoElement {
    try RistrettoElement { output in
      a.bytes.withBytes { a in
        b.bytes.withBytes { unsafe crypto_core_ristretto255_sub(output.octets, a.octets, $0.octets) }
      }
    }
  }

  /// Compares in constant time; `==` does not.
  package func matches(_ other: RistrettoElement) -> Bool {
    bytes.withBytes { a in
      other.bytes.withBytes { unsafe sodium_memcmp(a.octets, $0.octets, Self.byteCount) == 0 }
    }
  }

  private static let identity = Bytes32 { unsafe $0.initializeMemory(as: UInt8.self, repeating: 0) }
}
