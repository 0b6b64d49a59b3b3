import DoubleRatchet
import Primitives

/// Seals and opens one ratchet message, with keys expanded from the message key (Double Ratchet specification section 5.2,
/// XEP-0384 0.9 section 4.4).
struct MessageCipher: ~Copyable {
  private let keys: AES256CBCHMAC
  private let macByteCount: Int

  init(_ key: borrowing MessageKey, profile: Profile) {
    keys = AES256CBCHMAC(key.secret, info: profile.messageKeyInfo)
    macByteCount = profile.macByteCount
  }

  borrowing func encrypt(_ plaintext: borrowing SecretBytes) throws(OMEMOError) -> [UInt8] {
    do { return try keys.encrypt(plaintext) } catch { throw .malformedMessage }
  }

  borrowing func mac(_ associatedData: [UInt8], _ message: [UInt8]) -> [UInt8] {
    keys.mac(associatedData, message, byteCount: macByteCount)
  }

  /// Verifies, then decrypts.
  borrowing func open(_ message: RatchetMessage, associatedData: [UInt8]) throws(OMEMOError) -> SecretBytes {
    guard message.mac.count == macByteCount else { throw .authenticationFailed }
    do {
      return try keys.open(message.ciphertext, mac: message.mac, of: associatedData, message.authenticatedPart)
    } catch {
      throw .authenticationFailed
    }
  }
}
