import Crypto
import CryptoExtras

/// The hash functions of SCRAM, and what RFC 5802 section 2.2 makes of them.
enum SCRAMHash: Sendable {
  case sha1, sha256

  /// Hi(): PBKDF2 with as many bytes as the hash has.
  func saltedPassword(_ password: String, salt: [UInt8], iterations: Int) throws -> SymmetricKey {
    try KDF.Insecure.PBKDF2.deriveKey(
      from: Array(password.utf8), salt: salt, using: self == .sha1 ? .insecureSHA1 : .sha256,
      outputByteCount: self == .sha1 ? Insecure.SHA1.byteCount : SHA256.byteCount, unsafeUncheckedRounds: iterations)
  }

  func hash(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha1: Array(Insecure.SHA1.hash(data: bytes))
    case .sha256: Array(SHA256.hash(data: bytes))
    }
  }

  func mac(_ text: String, key: SymmetricKey) -> [UInt8] {
    let bytes = Array(text.utf8)
    return switch self {
    case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: bytes, using: key))
    case .sha256: Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
    }
  }

  /// Compares in constant time.
  func isMAC(_ mac: [UInt8], of text: String, key: SymmetricKey) -> Bool {
    let bytes = Array(text.utf8)
    return switch self {
    case .sha1: HMAC<Insecure.SHA1>.isValidAuthenticationCode(mac, authenticating: bytes, using: key)
    case .sha256: HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: bytes, using: key)
    }
  }
}
