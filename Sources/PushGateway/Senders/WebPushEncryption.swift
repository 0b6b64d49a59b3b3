import Crypto
import Foundation
import Primitives

/// The encryption of a WebPush message (RFC 8291) in one record of `aes128gcm` (RFC 8188).
enum WebPushEncryption {
  /// Encrypts to a subscription.
  ///
  /// - Throws: ``WebPushEncryptionError``, for a key that is no point of the curve.
  static func encrypt(_ plaintext: [UInt8], to keys: WebPushKeys) throws(WebPushEncryptionError) -> [UInt8] {
    try encrypt(plaintext, to: keys, with: P256.KeyAgreement.PrivateKey(), salt: Random.bytes(16))
  }

  /// - Parameters:
  ///   - ephemeral: the application server's key, for this message only.
  ///   - salt: 16 bytes, for this message only.
  static func encrypt(
    _ plaintext: [UInt8], to keys: WebPushKeys, with ephemeral: P256.KeyAgreement.PrivateKey, salt: [UInt8]
  ) throws(WebPushEncryptionError) -> [UInt8] {
    guard let receiver = try? P256.KeyAgreement.PublicKey(x963Representation: keys.publicKey),
      let shared = try? ephemeral.sharedSecretFromKeyAgreement(with: receiver)
    else { throw WebPushEncryptionError() }
    let sender = Array(ephemeral.publicKey.x963Representation)
    // RFC 8291 section 3.4.
    let input = shared.hkdfDerivedSymmetricKey(
      using: SHA256.self, salt: keys.secret, sharedInfo: Array("WebPush: info\0".utf8) + keys.publicKey + sender,
      outputByteCount: 32)
    // RFC 8188 sections 2.2 and 2.3; one record, so its number, which is 0, changes nothing of the nonce. An output of up to
    // 32 bytes is the beginning of one HMAC (RFC 5869 section 2.3).
    let secret = Crypto.HKDF<SHA256>.extract(inputKeyMaterial: input, salt: salt)
    let key = Crypto.HKDF<SHA256>.expand(pseudoRandomKey: secret, info: keyInfo, outputByteCount: 16)
    let nonceBytes = Crypto.HMAC<SHA256>.authenticationCode(for: nonceInfo + [1], using: SymmetricKey(data: secret)).prefix(12)
    // 2 ends the last record.
    guard let nonce = try? AES.GCM.Nonce(data: Array(nonceBytes)),
      let sealed = try? AES.GCM.seal(plaintext + [2], using: key, nonce: nonce)
    else { throw WebPushEncryptionError() }
    var message = salt + recordSize
    message.append(UInt8(sender.count))
    message += sender
    message += sealed.ciphertext
    message += sealed.tag
    return message
  }

  private static let keyInfo = Array("Content-Encoding: aes128gcm\0".utf8)
  private static let nonceInfo = Array("Content-Encoding: nonce\0".utf8)

  /// 4096, as RFC 8291 section 4 asks of all receivers.
  private static let recordSize: [UInt8] = [0, 0, 0x10, 0]
}

/// The subscription's keys are none.
struct WebPushEncryptionError: Error, Equatable {}
