package import Primitives

/// Encrypts the payload of a stanza, once for all devices (XEP-0384 0.9, section 4.5).
package enum PayloadCipher {
  private static let keyByteCount = 32
  private static let tagByteCount = 16

  /// - Parameter key: 32 random bytes, unless a test vector fixes them.
  package static func seal(
    _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes = SecretBytes(randomCount: 32)
  ) throws(OMEMOError) -> SealedPayload {
    let keys = Keys(key)
    let ciphertext: [UInt8]
    do {
      ciphertext = try AES256CBC.seal(plaintext, key: keys.encryption, iv: keys.iv)
    } catch {
      throw .malformedMessage
    }
    let tag = HMAC.sha256(key: keys.authentication, ciphertext)
    var material = SecretEncoder(byteCount: keyByteCount + tagByteCount)
    material.append(key)
    material.append(tag.part(0..<tagByteCount))
    return SealedPayload(payload: EncryptedPayload(ciphertext: ciphertext), keyMaterial: material.finish())
  }

  /// Verifies the tag, then decrypts.
  ///
  /// - Parameter keyMaterial: what the ratchet gave; anything but 48 bytes is refused.
  /// - Throws: `authenticationFailed` for every failure alike.
  package static func open(
    _ payload: EncryptedPayload, keyMaterial: borrowing SecretBytes
  ) throws(OMEMOError) -> SecretBytes {
    let ciphertext = payload.ciphertext
    guard keyMaterial.count == keyByteCount + tagByteCount else { throw .authenticationFailed }
    let keys = Keys(keyMaterial.part(0..<keyByteCount))
    let tag = keyMaterial.part(keyByteCount..<keyMaterial.count).declassified()  // the public end of an HMAC
    guard HMAC.sha256(key: keys.authentication, of: ciphertext, matches: tag) else {
      throw .authenticationFailed
    }
    do {
      return try AES256CBC.open(ciphertext, key: keys.encryption, iv: keys.iv)
    } catch {
      throw .authenticationFailed
    }
  }

  /// What an empty message sends through the ratchet in place of key material: 32 zero bytes.
  package static func emptyKeyMaterial() -> SecretBytes {
    SecretBytes(count: keyByteCount) { _ in }
  }

  private struct Keys: ~Copyable {
    let encryption: SecretBytes
    let authentication: SecretBytes
    let iv: SecretBytes

    init(_ key: borrowing SecretBytes) {
      let material = HKDF.derive(80, from: key, info: Array("OMEMO Payload".utf8))
      encryption = material.part(0..<32)
      authentication = material.part(32..<64)
      iv = material.part(64..<80)
    }
  }
}
