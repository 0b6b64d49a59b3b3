/// The keys of AES-256-CBC under HMAC-SHA-256, expanded from one secret: what OMEMO seals messages and payloads with
/// (Double Ratchet specification section 5.2, XEP-0384 0.9 sections 4.4 and 4.5).
///
/// One secret seals one plaintext, so that the initialisation vector, which is derived too, is never used twice.
package struct AES256CBCHMAC: ~Copyable {
  /// 32 bytes of the cipher's key, 32 of the MAC's, 16 of the initialisation vector.
  private let material: SecretBytes
  private static let materialByteCount = 80
  private static let authentication = 32..<64

  /// Expands `secret` with HKDF under a label, with a salt of zeros.
  package init(_ secret: borrowing SecretBytes, info: [UInt8]) {
    material = HKDF.derive(Self.materialByteCount, from: secret, info: info)
  }

  /// Encrypts; the result is 1 to 16 bytes longer than the plaintext. It is not authenticated: see ``mac(_:byteCount:)``.
  package borrowing func encrypt(_ plaintext: borrowing SecretBytes) throws(CipherError) -> [UInt8] {
    try material.withBytes { (material) throws(CipherError) in
      try unsafe AES256CBC.seal(
        plaintext, key: UnsafeRawBufferPointer(rebasing: material[..<32]),
        iv: UnsafeRawBufferPointer(rebasing: material[64...]))
    }
  }

  /// The MAC over the concatenation of `parts`, cut to `byteCount` bytes. A MAC is public once it is sent.
  package borrowing func mac(_ parts: [UInt8]..., byteCount: Int) -> [UInt8] {
    precondition((1...KeyedSHA256.codeByteCount).contains(byteCount))
    return material.withBytes { material in
      unsafe WipedScratch.lend(KeyedSHA256.codeByteCount) { code in
        unsafe Self.code(parts, material, into: code)
        return unsafe [UInt8](code[..<byteCount])
      }
    }
  }

  /// Verifies the MAC over the concatenation of `parts`, in constant time, and only then decrypts. Wrong MAC and wrong
  /// padding are one error, so that neither tells an attacker anything.
  ///
  /// - Parameter mac: as received; the protocol fixes its length, and the caller has checked it.
  package borrowing func open(
    _ ciphertext: [UInt8], mac: [UInt8], of parts: [UInt8]...
  ) throws(CipherError) -> SecretBytes {
    try material.withBytes { (material) throws(CipherError) in
      let key = unsafe UnsafeRawBufferPointer(rebasing: material[Self.authentication])
      guard unsafe HMAC.sha256(key: key, of: parts, matches: mac) else { throw CipherError() }
      return try unsafe AES256CBC.open(
        ciphertext, key: UnsafeRawBufferPointer(rebasing: material[..<32]),
        iv: UnsafeRawBufferPointer(rebasing: material[64...]))
    }
  }

  private static func code(
    _ parts: [[UInt8]], _ material: UnsafeRawBufferPointer, into code: UnsafeMutableRawBufferPointer
  ) {
    unsafe HMAC.sha256(key: UnsafeRawBufferPointer(rebasing: material[authentication]), into: code) { update in
      for part in parts { unsafe part.withUnsafeBytes { unsafe update($0) } }
    }
  }
}
