/// HKDF with SHA-256 (RFC 5869). libsodium 1.0.18 has none, and swift-crypto's takes several times as long, so this is
/// RFC 5869 over ``HMAC``.
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
    return salt.withBytes { salt in
      ikm.withBytes { ikm in
        SecretBytes(count: count) { output in
          unsafe WipedScratch.lend(blockByteCount) { key in
            unsafe HMAC.sha256(key: salt, into: key) { unsafe $0(ikm) }
            unsafe expand(KeyedSHA256(UnsafeRawBufferPointer(key)), info: info, into: output)
          }
        }
      }
    }
  }

  private static let blockByteCount = KeyedSHA256.codeByteCount

  /// T(i) = HMAC(PRK, T(i-1) || info || i), RFC 5869 section 2.3. The blocks go through a wiped buffer, since the last may
  /// be cut.
  private static func expand(
    _ key: consuming KeyedSHA256, info: [UInt8], into output: UnsafeMutableRawBufferPointer
  ) {
    unsafe WipedScratch.lend(blockByteCount) { block in
      var filled = 0
      var counter: UInt8 = 1
      while filled < output.count {
        unsafe key.code(into: block) { update in
          if filled > 0 { unsafe update(UnsafeRawBufferPointer(block)) }
          unsafe info.withUnsafeBytes { unsafe update($0) }
          unsafe withUnsafeBytes(of: counter) { unsafe update($0) }
        }
        let size = min(blockByteCount, output.count - filled)
        unsafe UnsafeMutableRawBufferPointer(rebasing: output[filled..<(filled + size)])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<size]))
        filled += size
        counter &+= 1
      }
    }
  }
}
