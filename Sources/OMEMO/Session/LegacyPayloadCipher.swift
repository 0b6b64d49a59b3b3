package import Primitives

/// Encrypts the payload of a legacy stanza, once for all devices: AES-128-GCM, whose tag travels inside the ratchet
/// (XEP-0384 0.3, section 4.4).
package enum LegacyPayloadCipher {
  private static let keyByteCount = AES128GCM.keyByteCount
  private static let tagByteCount = AES128GCM.tagByteCount

  /// - Parameters:
  ///   - key: 16 random bytes, unless a test vector fixes them.
  ///   - iv: 12 random bytes, unless a test vector fixes them.
  package static func seal(
    _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes = SecretBytes(randomCount: 16),
    iv: [UInt8] = Random.bytes(AES128GCM.ivByteCount)
  ) throws(OMEMOError) -> SealedPayload {
    let sealed: (ciphertext: [UInt8], tag: [UInt8])
    do { sealed = try AES128GCM.seal(plaintext, key: key, iv: iv) } catch { throw .malformedMessage }
    var material = SecretEncoder(byteCount: keyByteCount + tagByteCount)
    material.append(key)
    material.append(sealed.tag)
    return SealedPayload(
      payload: EncryptedPayload(ciphertext: sealed.ciphertext, iv: iv), keyMaterial: material.finish())
  }

  /// Verifies the tag, then decrypts.
  ///
  /// - Parameter keyMaterial: what the ratchet gave: key || tag, 32 bytes. The tag inside the payload, which the oldest
  ///   clients wrote, is refused: any recipient could forge such a payload for another.
  /// - Throws: `authenticationFailed` for every failure alike.
  package static func open(
    _ payload: EncryptedPayload, keyMaterial: borrowing SecretBytes
  ) throws(OMEMOError) -> SecretBytes {
    guard keyMaterial.count == keyByteCount + tagByteCount, let iv = payload.iv else { throw .authenticationFailed }
    let tag = keyMaterial.part(keyByteCount..<keyMaterial.count).declassified()  // compared inside AES-GCM
    do {
      return try AES128GCM.open(
        payload.ciphertext, tag: tag, key: keyMaterial.part(0..<keyByteCount), iv: iv)
    } catch {
      throw .authenticationFailed
    }
  }

  /// What an empty message sends through the ratchet in place of key material: a key and a tag's length of nothing.
  package static func emptyKeyMaterial() -> SecretBytes {
    SecretBytes(randomCount: keyByteCount + tagByteCount)
  }
}
