import CSodium
import CryptoExtras

/// AES-256 in CBC mode with PKCS #7 padding, from swift-crypto; libsodium has none.
///
/// CBC is safe here only behind a MAC that was checked first: a padding error that an attacker can tell from a MAC
/// error is a decryption oracle. Whoever opens a message verifies before it calls ``open(_:key:iv:)``.
///
/// The key's schedule, which swift-crypto leaves on the stack, is wiped here. Its copy of what is encrypted, on the heap,
/// cannot be.
package enum AES256CBC {
  /// Encrypts; the result is 1 to 16 bytes longer than the plaintext.
  ///
  /// - Parameters:
  ///   - key: 32 bytes.
  ///   - iv: 16 bytes, never used twice with one key.
  package static func seal(
    _ plaintext: borrowing SecretBytes, key: borrowing SecretBytes, iv: borrowing SecretBytes
  ) throws(CipherError) -> [UInt8] {
    try key.withBytes { (key) throws(CipherError) in
      try iv.withBytes { (iv) throws(CipherError) in try unsafe seal(plaintext, key: key, iv: iv) }
    }
  }

  static func seal(
    _ plaintext: borrowing SecretBytes, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer
  ) throws(CipherError) -> [UInt8] {
    guard key.count == 32, iv.count == 16 else { throw CipherError() }
    defer { sodium_stackzero(stackByteCount) }
    do {
      return try plaintext.withBytes { plaintext in
        [UInt8](
          try unsafe AES._CBC.encrypt(plaintext, using: SymmetricKey(data: key), iv: AES._CBC.IV(ivBytes: iv)))
      }
    } catch {
      throw CipherError()
    }
  }

  /// Decrypts a ciphertext whose MAC has been verified.
  ///
  /// - Throws: ``CipherError`` for every failure alike.
  package static func open(
    _ ciphertext: [UInt8], key: borrowing SecretBytes, iv: borrowing SecretBytes
  ) throws(CipherError) -> SecretBytes {
    try key.withBytes { (key) throws(CipherError) in
      try iv.withBytes { (iv) throws(CipherError) in try unsafe open(ciphertext, key: key, iv: iv) }
    }
  }

  static func open(
    _ ciphertext: [UInt8], key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer
  ) throws(CipherError) -> SecretBytes {
    guard key.count == 32, iv.count == 16 else { throw CipherError() }
    defer { sodium_stackzero(stackByteCount) }
    do {
      var plaintext = try unsafe AES._CBC.decrypt(
        ciphertext, using: SymmetricKey(data: key), iv: AES._CBC.IV(ivBytes: iv))
      return SecretBytes(count: plaintext.count) { secret in
        unsafe plaintext.withUnsafeMutableBytes { unsafe secret.takeOver($0) }
      }
    } catch {
      throw CipherError()
    }
  }

  /// More than the calls below this one use; a schedule has 244 bytes.
  private static let stackByteCount = 2048
}

/// A cipher refused its input. It never says why: see the padding oracle in ``AES256CBC``.
package struct CipherError: Error, Equatable {}
