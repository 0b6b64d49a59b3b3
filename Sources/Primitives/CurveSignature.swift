/// libsignal's signature under a Curve25519 key: an Ed25519 signature whose topmost bit, always clear in a valid one, says
/// which of the two Edwards keys made it (XEdDSA section 2.3 fixes that sign at 0 instead).
package enum CurveSignature {
  /// Moves the sign of the Edwards key into a signature that the key made.
  package static func carryingSign(of key: Ed25519PublicKey, _ signature: Ed25519Signature) -> Ed25519Signature {
    var bytes = signature.encoded
    if key.sign { bytes[63] |= signBit }
    return Ed25519Signature(computed: bytes)
  }

  /// Verifies under the Edwards key that the signature names, as strictly as any Ed25519 signature.
  package static func verifies(
    _ signature: Ed25519Signature, of message: [UInt8], by key: X25519PublicKey
  ) -> Bool {
    var bytes = signature.encoded
    let sign = bytes[63] & signBit != 0
    bytes[63] &= ~signBit
    guard let edwards = try? Ed25519PublicKey(key, sign: sign) else { return false }
    return edwards.verifies(Ed25519Signature(computed: bytes), of: message)
  }

  private static let signBit: UInt8 = 0x80
}
