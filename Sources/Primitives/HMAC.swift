import CSodium

/// HMAC (RFC 2104) with SHA-256 and SHA-512. Keys may have any length.
package enum HMAC {
  /// HMAC-SHA-256 over the concatenation of `parts`, 32 bytes.
  package static func sha256(key: borrowing SecretBytes, _ parts: [UInt8]...) -> SecretBytes {
    key.withBytes { key in
      SecretBytes(count: 32) { output in
        unsafe sha256(key: key, into: output) { update in
          for part in parts { unsafe part.withUnsafeBytes { unsafe update($0) } }
        }
      }
    }
  }

  /// HMAC-SHA-512 over the concatenation of `parts`, 64 bytes.
  package static func sha512(key: borrowing SecretBytes, _ parts: [UInt8]...) -> SecretBytes {
    var state = crypto_auth_hmacsha512_state()
    key.withBytes { _ = unsafe crypto_auth_hmacsha512_init(&state, $0.octets, $0.count) }
    for part in parts { unsafe crypto_auth_hmacsha512_update(&state, part, UInt64(part.count)) }
    let tag = SecretBytes(count: 64) { unsafe crypto_auth_hmacsha512_final(&state, $0.octets) }
    unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state))
    return tag
  }

  /// Whether `tag` is the beginning of the MAC of `parts`, compared in constant time.
  ///
  /// - Parameter tag: the truncated MAC as received; its length is fixed by the protocol and checked by the caller.
  package static func sha256(
    key: borrowing SecretBytes, of parts: [UInt8]..., matches tag: [UInt8]
  ) -> Bool {
    let expected = key.withBytes { key in
      SecretBytes(count: 32) { output in
        unsafe sha256(key: key, into: output) { update in
          for part in parts { unsafe part.withUnsafeBytes { unsafe update($0) } }
        }
      }
    }
    guard (1...32).contains(tag.count) else { return false }
    return expected.withBytes { unsafe sodium_memcmp($0.octets, tag, tag.count) == 0 }
  }

  /// The core: keyed, fed and finished on the stack; the state, which holds the key pads, is wiped.
  static func sha256(
    key: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
    feed: ((UnsafeRawBufferPointer) -> Void) -> Void
  ) {
    var state = crypto_auth_hmacsha256_state()
    unsafe crypto_auth_hmacsha256_init(&state, key.octets, key.count)
    unsafe feed {
      if unsafe !$0.isEmpty { unsafe crypto_auth_hmacsha256_update(&state, $0.octets, UInt64($0.count)) }
    }
    unsafe crypto_auth_hmacsha256_final(&state, output.octets)
    unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state))
  }
}
