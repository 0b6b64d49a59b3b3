import DoubleRatchet
import Primitives

/// Seals and opens one ratchet message: AES-256-CBC under an HMAC, with keys expanded from the message key (Double
/// Ratchet specification section 5.2, XEP-0384 0.9 section 4.4).
struct MessageCipher: ~Copyable {
  private let encryptionKey: SecretBytes
  private let authenticationKey: SecretBytes
  private let iv: SecretBytes
  private let macByteCount: Int

  init(_ key: borrowing MessageKey, profile: Profile) {
    let material = HKDF.derive(80, from: key.secret, info: profile.messageKeyInfo)
    encryptionKey = material.part(0..<32)
    authenticationKey = material.part(32..<64)
    iv = material.part(64..<80)
    macByteCount = profile.macByteCount
  }

  borrowing func encrypt(_ plaintext: borrowing SecretBytes) throws(OMEMOError) -> [UInt8] {
    do { return try AES256CBC.seal(plaintext, key: encryptionKey, iv: iv) } catch { throw .malformedMessage }
  }

  borrowing func mac(_ associatedData: [UInt8], _ message: [UInt8]) -> [UInt8] {
    // A MAC is public once it is sent.
    Array(HMAC.sha256(key: authenticationKey, associatedData, message).declassified()[..<macByteCount])
  }

  /// Verifies, then decrypts. Wrong MAC and wrong padding are one error, so that neither tells an attacker anything.
  borrowing func open(_ message: RatchetMessage, associatedData: [UInt8]) throws(OMEMOError) -> SecretBytes {
    guard message.mac.count == macByteCount,
      HMAC.sha256(key: authenticationKey, of: associatedData, message.authenticatedPart, matches: message.mac)
    else { throw .authenticationFailed }
    do {
      return try AES256CBC.open(message.ciphertext, key: encryptionKey, iv: iv)
    } catch {
      throw .authenticationFailed
    }
  }
}
