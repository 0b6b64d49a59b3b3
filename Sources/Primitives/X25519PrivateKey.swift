import CSodium
import Crypto

/// A Curve25519 private key: a 32-byte scalar, clamped as RFC 7748 asks.
public struct X25519PrivateKey: ~Copyable, Sendable {
  package static let byteCount = 32
  /// The public half.
  public let publicKey: X25519PublicKey
  package let scalar: SecretBytes

  /// A new random key.
  public init() {
    self.init(clamping: SecretBytes(randomCount: Self.byteCount))
  }

  /// Clamps the given 32 bytes and computes the public key.
  ///
  /// - Throws: `wrongLength` for anything but 32 bytes.
  package init(_ scalar: consuming SecretBytes) throws(KeyError) {
    guard scalar.count == Self.byteCount else { throw .wrongLength }
    self.init(clamping: scalar)
  }

  /// A key whose public half was stored beside it, which saves the multiplication. Both came out of one sealed record.
  package init(stored scalar: consuming SecretBytes, publicKey: X25519PublicKey) throws(KeyError) {
    guard scalar.count == Self.byteCount else { throw .wrongLength }
    self.scalar = scalar
    self.publicKey = publicKey
  }

  init(clamped scalar: consuming SecretBytes, publicKey: X25519PublicKey) {
    self.scalar = scalar
    self.publicKey = publicKey
  }

  init(clamping bytes: borrowing SecretBytes) {
    let clamped = bytes.withBytes { raw in
      SecretBytes(count: Self.byteCount) {
        unsafe $0.copyMemory(from: raw)
        unsafe $0[0] &= 248
        unsafe $0[31] &= 127
        unsafe $0[31] |= 64
      }
    }
    publicKey = clamped.withBytes { unsafe Self.publicKey(of: $0) }
    scalar = clamped
  }

  /// The scalar times the base point, from swift-crypto: it multiplies by the fixed base with tables, in half the time of
  /// libsodium, which has none for Montgomery keys. Its copy of the scalar is wiped.
  private static func publicKey(of scalar: UnsafeRawBufferPointer) -> X25519PublicKey {
    X25519PublicKey(
      computed: Bytes32 { output in
        let key = try? unsafe Curve25519.KeyAgreement.PrivateKey(rawRepresentation: scalar)
        precondition(key != nil, "any 32 bytes are a private key")
        if let key { unsafe output.copyBytes(from: key.publicKey.rawRepresentation) }
      })
  }

  /// The shared secret of RFC 7748 section 6.1, 32 bytes.
  ///
  /// - Throws: `lowOrder` when the result is all zero. ``X25519PublicKey`` has refused such keys already; this is the
  ///   check that no caller can go around.
  package borrowing func sharedSecret(with peer: X25519PublicKey) throws(KeyError) -> SecretBytes {
    try scalar.withBytes { (scalar) throws(KeyError) in try unsafe Self.sharedSecret(of: scalar, with: peer) }
  }

  /// The same with a scalar of 32 bytes that lies elsewhere.
  static func sharedSecret(
    of scalar: UnsafeRawBufferPointer, with peer: X25519PublicKey
  ) throws(KeyError) -> SecretBytes {
    try peer.bytes.withBytes { (point) throws(KeyError) in
      try SecretBytes(count: 32) { (output) throws(KeyError) in
        let status = unsafe crypto_scalarmult_curve25519(
          output.octets,
          scalar.octets,
          point.octets)
        guard status == 0 else { throw .lowOrder }
      }
    }
  }

  /// Gives the scalar up.
  consuming func intoScalar() -> SecretBytes {
    scalar
  }
}
