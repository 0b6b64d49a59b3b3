import Primitives

/// One device's half of a safety number: an identity key and a name, hashed 5200 times with SHA-512.
///
/// The repetition makes it dearer by as much to find another key whose digits are the same: 30 digits are 99 bits,
/// which 5200 hashes a try bring to about 112.
struct NumericFingerprint: Hashable, Sendable {
  /// 64 bytes, of which 32 are scanned and 30 shown.
  let digest: [UInt8]

  /// - Parameters:
  ///   - key: the identity key in X25519 form. libsignal's type byte 5 goes before it.
  ///   - name: what both sides call the device's owner: here the UTF-8 of the bare JID.
  init(_ key: X25519PublicKey, name: [UInt8]) {
    let typedKey = [Self.curve25519] + key.encoded
    var digest = SHA512.hash(Self.formatVersion + typedKey + name, typedKey)
    for _ in 1..<Self.iterations { digest = SHA512.hash(digest, typedKey) }
    self.digest = digest
  }

  /// 30 digits: six times five bytes, as a big-endian number modulo 100000.
  var digits: String {
    stride(from: 0, to: 30, by: 5).map { start in
      let chunk = digest[start..<(start + 5)].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      let digits = String(chunk % 100_000)
      return String(repeating: "0", count: 5 - digits.utf8.count) + digits
    }.joined()
  }

  private static let formatVersion: [UInt8] = [0, 0]
  private static let curve25519: UInt8 = 5
  private static let iterations = 5200
}
