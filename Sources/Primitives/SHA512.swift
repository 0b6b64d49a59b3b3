import CSodium

/// SHA-512 (FIPS 180-4), from libsodium.
package enum SHA512 {
  /// The number of bytes of a hash.
  package static let byteCount = 64

  /// The hash of the concatenation of `parts`.
  package static func hash(_ parts: [UInt8]...) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: byteCount)
    unsafe hash.withUnsafeMutableBytes { unsafe digest(parts, into: $0) { _ in } }
    return hash
  }

  /// The hash of public bytes and a secret behind them.
  package static func hash(_ part: [UInt8], then secret: borrowing SecretBytes) -> SecretBytes {
    secret.withBytes { secret in
      SecretBytes(count: byteCount) { unsafe digest([part], into: $0) { unsafe $0(secret) } }
    }
  }

  /// The state, which holds what was hashed last, is wiped.
  private static func digest(
    _ parts: [[UInt8]], into output: UnsafeMutableRawBufferPointer,
    feed: ((UnsafeRawBufferPointer) -> Void) -> Void
  ) {
    var state = crypto_hash_sha512_state()
    unsafe crypto_hash_sha512_init(&state)
    for part in parts { unsafe crypto_hash_sha512_update(&state, part, UInt64(part.count)) }
    unsafe feed {
      if unsafe !$0.isEmpty { unsafe crypto_hash_sha512_update(&state, $0.octets, UInt64($0.count)) }
    }
    unsafe crypto_hash_sha512_final(&state, output.octets)
    unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state))
  }
}
