import CSodium

/// XChaCha20-Poly1305, the cipher that seals secrets at rest.
package enum XChaCha20Poly1305 {
  /// The number of bytes of a key.
  package static let keyByteCount = 32
  /// What sealing adds: a nonce of 24 bytes in front, a tag of 16 behind.
  package static let overhead = nonceByteCount + tagByteCount
  package static let nonceByteCount = 24
  package static let tagByteCount = 16

  /// Seals under a fresh random nonce, which at 24 bytes never repeats by chance.
  ///
  /// - Returns: nonce || ciphertext || tag.
  package static func seal(
    _ plaintext: borrowing SecretBytes, key: borrowing GuardedBytes, associatedData: [UInt8]
  ) -> [UInt8] {
    let nonce = SecretBytes(randomCount: nonceByteCount).declassified()  // a nonce is public
    return key.withBytes { unsafe seal(plaintext, key: $0, nonce: nonce, associatedData: associatedData) }
  }

  /// Opens what ``seal(_:key:associatedData:)`` made.
  ///
  /// - Throws: ``CipherError`` when one bit of it, of the key or of the associated data differs.
  package static func open(
    _ sealed: [UInt8], key: borrowing GuardedBytes, associatedData: [UInt8]
  ) throws(CipherError) -> SecretBytes {
    try key.withBytes { (key) throws(CipherError) in
      try unsafe open(sealed, key: key, associatedData: associatedData)
    }
  }

  /// The cipher with a nonce of the caller's, for test vectors.
  static func seal(
    _ plaintext: borrowing SecretBytes, key: UnsafeRawBufferPointer, nonce: [UInt8], associatedData: [UInt8]
  ) -> [UInt8] {
    precondition(key.count == keyByteCount && nonce.count == nonceByteCount)
    var output = nonce + [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
    plaintext.withBytes { plaintext in
      unsafe output.withUnsafeMutableBytes { output in
        _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
          output.octets + nonceByteCount, nil, plaintext.octets, UInt64(plaintext.count),
          associatedData, UInt64(associatedData.count), nil, nonce, key.octets)
      }
    }
    return output
  }

  static func open(
    _ sealed: [UInt8], key: UnsafeRawBufferPointer, associatedData: [UInt8]
  ) throws(CipherError) -> SecretBytes {
    guard key.count == keyByteCount, sealed.count >= overhead else { throw CipherError() }
    return try SecretBytes(count: sealed.count - overhead) { (output) throws(CipherError) in
      let status = unsafe sealed.withUnsafeBytes { sealed in
        unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
          output.octets, nil, nil, sealed.octets + nonceByteCount, UInt64(sealed.count - nonceByteCount),
          associatedData, UInt64(associatedData.count), sealed.octets, key.octets)
      }
      guard status == 0 else { throw CipherError() }
    }
  }
}
