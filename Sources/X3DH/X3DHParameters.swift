package import Primitives

/// What sets one use of X3DH apart from another (X3DH specification, section 2.1).
package struct X3DHParameters: Sendable {
  /// The application's label in the key derivation.
  package let info: [UInt8]
  /// What stands before a Curve25519 key where it is signed: nothing in OMEMO 2, the type byte 0x05 in libsignal.
  package let keyPrefix: [UInt8]

  package init(info: [UInt8], keyPrefix: [UInt8]) {
    self.info = info
    self.keyPrefix = keyPrefix
  }

  /// The bytes that a signed prekey's signature covers.
  package func signedMessage(for preKey: X25519PublicKey) -> [UInt8] {
    keyPrefix + preKey.encoded
  }
}
