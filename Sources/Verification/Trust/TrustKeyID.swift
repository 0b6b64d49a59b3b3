package import Primitives

/// What stands for a key in trust messages (XEP-0434 0.6, "key identifier"): in OMEMO 2 the 32 bytes of the identity
/// key in Ed25519 form, as its other implementations have it. The XEP leaves it to the encryption protocol, which says
/// nothing.
package struct TrustKeyID: Hashable, Sendable {
  /// 1 to 64 bytes.
  package let bytes: [UInt8]

  /// - Throws: ``TrustMessageError/invalidKeyID``.
  package init(_ bytes: [UInt8]) throws(TrustMessageError) {
    guard TrustLimits.keyIDBytes.contains(bytes.count) else { throw .invalidKeyID }
    self.bytes = bytes
  }

  package init(_ key: Ed25519PublicKey) {
    bytes = key.encoded
  }
}
