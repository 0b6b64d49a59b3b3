package import Primitives

/// Encrypts the payload of a stanza, once for all devices (XEP-0384 0.9, section 4.5).
package enum PayloadCipher {
  private static let keyByteCount = 32
  private static let tagByteCount = 16
  private static let info = Array("OMEMO Payload".utf8)

  /// - Parameter key: 32 random bytes, unless a test vector fixes them.
  package static func seal(
    _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes = SecretBytes(randomCount: 32)
  ) throws(OMEMOError) -> SealedPayload {
    let keys = AES256CBCHMAC(key, info: info)
    let ciphertext: [UInt8]
    do { ciphertext = try keys.encrypt(plaintext) } catch { throw .malformedMessage }
    var material = SecretEncoder(byteCount: keyByteCount + tagByteCount)
    material.append(key)
    material.append(keys.mac(ciphertext, byteCount: tagByteCount))
    return SealedPayload(payload: EncryptedPayload(ciphertext: ciphertext), keyMaterial: material.finish())
  }

  /// Verifies the tag, then decrypts.
  ///
  /// - Parameter keyMaterial: what the ratchet gave; anything but 48 bytes is refused.
  /// - Throws: `authenticationFailed` for every failure alike.
  package static func open(
    _ payload: EncryptedPayload, keyMaterial: borrowing SecretBytes
  ) throws(OMEMOError) -> SecretBytes {
    guard keyMaterial.count == keyByteCount + tagByteCount else { throw .authenticationFailed }
    let keys = AES256CBCHMAC(keyMaterial.part(0..<keyByteCount), info: info)
    let tag = keyMaterial.part(keyByteCount..<keyMaterial.count).declassified()  // the public end of an HMAC
    do {
      return try keys.open(payload.ciphertext, mac: tag, of: payload.ciphertext)
    } catch {
      throw .authenticationFailed
    }
  }

  /// What an empty message sends through the ratchet in place of key material: 32 zero bytes.
  package static func emptyKeyMaterial() -> SecretBytes {
    SecretBytes(count: keyByteCount) { _ in }
  }
}
