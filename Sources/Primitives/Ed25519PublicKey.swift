import CSodium

/// An Ed25519 public key: the 32-byte encoding of an Edwards point (RFC 8032 section 5.1.2).
///
/// A value of this type is canonical, on the curve, not of small order and in the prime-order subgroup.
public struct Ed25519PublicKey: Hashable, Sendable {
  package static let byteCount = 32
  package let bytes: Bytes32

  /// Reads a key from 32 bytes.
  ///
  /// - Throws: `wrongLength`; `notCanonical` when y >= p; `lowOrder` for every other point that must not be used.
  public init(_ encoded: some Collection<UInt8>) throws(KeyError) {
    guard let bytes = Bytes32(encoded) else { throw .wrongLength }
    var y = bytes.array
    y[31] &= 0x7f
    guard FieldElement.isCanonical(y) else { throw .notCanonical }
    let isValid = bytes.withBytes {
      unsafe crypto_core_ed25519_is_valid_point($0.octets) == 1
    }
    guard isValid else { throw .lowOrder }
    self.bytes = bytes
  }

  /// The Edwards form of a Curve25519 key with the given sign bit: y = (u - 1) / (u + 1) (XEdDSA section 2.3).
  ///
  /// XEdDSA takes sign 0. Legacy OMEMO carries the true sign in its signatures.
  ///
  /// - Throws: `notOnCurve` for a point of the twist and for u = -1, which the map does not reach.
  package init(_ key: X25519PublicKey, sign: Bool) throws(KeyError) {
    let u = FieldElement(key.encoded)
    var encoded = ((u - .one) * (u + .one).inverse).bytes
    if sign { encoded[31] |= 0x80 }
    do { try self.init(encoded) } catch { throw .notOnCurve }
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

  init(computed bytes: Bytes32) {
    self.bytes = bytes
  }

  /// The 32 bytes as they go on the wire.
  public var encoded: [UInt8] {
    bytes.array
  }

  /// The sign bit: the lowest bit of x.
  package var sign: Bool {
    bytes.array[31] & 0x80 != 0
  }

  /// The Curve25519 form of this key, u = (1 + y) / (1 - y); the sign is lost.
  ///
  /// - Throws: `lowOrder`, which the checks of this type have made impossible.
  package func agreementKey() throws(KeyError) -> X25519PublicKey {
    var status: Int32 = 0
    let converted = bytes.withBytes { point in
      Bytes32 {
        status = unsafe crypto_sign_ed25519_pk_to_curve25519(
          $0.octets,
          point.octets)
      }
    }
    guard status == 0 else { throw .lowOrder }
    return X25519PublicKey(computed: converted)
  }

  /// Verifies by RFC 8032, strictly: s must be below the group order (no second signature for one message), and
  /// neither R nor the key of small order.
  package func verifies(_ signature: Ed25519Signature, of message: [UInt8]) -> Bool {
    bytes.withBytes { key in
      unsafe crypto_sign_verify_detached(
        signature.encoded, message, UInt64(message.count),
        key.octets) == 0
    }
  }
}
