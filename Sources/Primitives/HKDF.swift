/// HKDF with SHA-256 (RFC 5869). libsodium 1.0.18 has none, so this is RFC 5869 over its HMAC.
package enum HKDF {
  /// The longest output, 255 blocks of 32 bytes.
  package static let maximumByteCount = 255 * 32

  /// Derives `count` bytes with a salt of 32 zero bytes, which equals no salt.
  package static func derive(
    _ count: Int, from ikm: borrowing SecretBytes, info: [UInt8]
  ) -> SecretBytes {
    derive(count, from: ikm, salt: SecretBytes(count: 32) { _ in }, info: info)
  }

  /// Derives `count` bytes.
  ///
  /// - Parameters:
  ///   - count: at most ``maximumByteCount``; the callers' counts are constants.
  ///   - ikm: the input key material.
  ///   - salt: in the ratchet's root step, the root key.
  ///   - info: the label that separates one use from all others.
  package static func derive(
    _ count: Int, from ikm: borrowing SecretBytes, salt: borrowing SecretBytes, info: [UInt8]
  ) -> SecretBytes {
    precondition(count <= maximumByteCount)
    let pseudorandomKey = salt.withBytes { salt in
      ikm.withBytes { ikm in
        SecretBytes(count: 32) { output in
          unsafe HMAC.sha256(key: salt, into: output) { unsafe $0(ikm) }
        }
      }
    }
    return pseudorandomKey.withBytes { key in
      SecretBytes(count: count) { unsafe expand(key, info: info, into: $0) }
    }
  }

  /// T(i) = HMAC(PRK, T(i-1) || info || i), RFC 5869 section 2.3. The last block goes through a wiped buffer.
  private static func expand(
    _ key: UnsafeRawBufferPointer, info: [UInt8], into output: UnsafeMutableRawBufferPointer
  ) {
    var filled = 0
    var counter: UInt8 = 1
    while filled < output.count {
      let previous = unsafe UnsafeRawBufferPointer(rebasing: output[max(0, filled - 32)..<filled])
      let block = SecretBytes(count: 32) { block in
        unsafe HMAC.sha256(key: key, into: block) { update in
          unsafe update(previous)
          unsafe info.withUnsafeBytes { unsafe update($0) }
          unsafe withUnsafeBytes(of: counter) { unsafe update($0) }
        }
      }
      let size = min(32, output.count - filled)
      block.withBytes { block in
        unsafe UnsafeMutableRawBufferPointer(rebasing: output[filled..<(filled + size)])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<size]))
      }
      filled += size
      counter &+= 1
    }
  }
}
