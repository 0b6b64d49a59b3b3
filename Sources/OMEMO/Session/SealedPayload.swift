package import Primitives

/// What is sent for a payload: the ciphertext for `<payload/>`, and the secret that every device gets through its
/// ratchet.
package struct SealedPayload: ~Copyable, Sendable {
  package let payload: EncryptedPayload
  /// key || tag: 48 bytes in OMEMO 2, 32 in legacy OMEMO. The tag is inside the ratchet so that no recipient can forge a
  /// payload for another.
  package let keyMaterial: SecretBytes
}
