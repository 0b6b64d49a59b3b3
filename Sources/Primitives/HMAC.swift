import CSodium

/// HMAC (RFC 2104) with SHA-256 (see ``KeyedSHA256``) and SHA-512, from libsodium. Keys may have any length.
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

  /// The HMAC-SHA-256 of two messages of one byte under one key, which is absorbed once: a chain's step.
  package static func sha256<R: ~Copyable>(
    key: borrowing SecretBytes, of first: UInt8, and second: UInt8,
    _ body: (consuming SecretBytes, consuming SecretBytes) -> R
  ) -> R {
    key.withBytes { key in
      let keyed = unsafe KeyedSHA256(key)
      return body(keyed.code(of: first), keyed.code(of: second))
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
    key.withBytes { unsafe sha256(key: $0, of: parts, matches: tag) }
  }

  static func sha256(key: UnsafeRawBufferPointer, of parts: [[UInt8]], matches tag: [UInt8]) -> Bool {
    guard (1...KeyedSHA256.codeByteCount).contains(tag.count) else { return false }
    return unsafe WipedScratch.lend(KeyedSHA256.codeByteCount) { expected in
      unsafe sha256(key: key, into: expected) { update in
        for part in parts { unsafe part.withUnsafeBytes { unsafe update($0) } }
      }
      return unsafe sodium_memcmp(expected.octets, tag, tag.count) == 0
    }
  }

  /// The core, over raw memory.
  static func sha256(
    key: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
    feed: ((UnsafeRawBufferPointer) -> Void) -> Void
  ) {
    unsafe KeyedSHA256(key).lastCode(into: output, feed: feed)
  }
}
