import Crypto

/// AES-128-GCM, from swift-crypto, for the payload of legacy OMEMO.
package enum AES128GCM {
  package static let keyByteCount = 16
  package static let tagByteCount = 16
  /// 12 bytes are written. Old clients wrote 16, which GCM hashes down.
  package static let ivByteCount = 12
  package static let ivByteCounts: ClosedRange<Int> = 12...16

  /// Encrypts without associated data.
  ///
  /// - Parameters:
  ///   - key: 16 bytes.
  ///   - iv: 12 to 16 bytes, never used twice with one key.
  package static func seal(
    _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes, iv: [UInt8]
  ) throws(CipherError) -> (ciphertext: [UInt8], tag: [UInt8]) {
    guard key.count == keyByteCount, ivByteCounts.contains(iv.count) else { throw CipherError() }
    do {
      return try key.withBytes { key in
        try plaintext.withBytes { plaintext in
          let box = try unsafe AES.GCM.seal(
            plaintext, using: SymmetricKey(data: key), nonce: AES.GCM.Nonce(data: iv))
          return ([UInt8](box.ciphertext), [UInt8](box.tag))
        }
      }
    } catch {
      throw CipherError()
    }
  }

  /// Verifies the tag and decrypts.
  ///
  /// - Throws: ``CipherError`` for every failure alike.
  package static func open(
    _ ciphertext: [UInt8], tag: [UInt8], key: borrowing SecretBytes, iv: [UInt8]
  ) throws(CipherError) -> SecretBytes {
    guard key.count == keyByteCount, ivByteCounts.contains(iv.count), tag.count == tagByteCount else {
      throw CipherError()
    }
    do {
      return try key.withBytes { key in
        let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: iv), ciphertext: ciphertext, tag: tag)
        var plaintext = try unsafe AES.GCM.open(box, using: SymmetricKey(data: key))
        return SecretBytes(count: plaintext.count) { secret in
          unsafe plaintext.withUnsafeMutableBytes { unsafe secret.takeOver($0) }
        }
      }
    } catch {
      throw CipherError()
    }
  }
}
