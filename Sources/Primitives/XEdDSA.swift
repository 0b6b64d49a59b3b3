import CSodium

/// XEdDSA: signatures with Curve25519 keys that verify as Ed25519 signatures.
///
/// Written from "The XEdDSA and VXEdDSA Signature Schemes", revision 1, sections 2 and 3.
package enum XEdDSA {
  /// The number of random bytes Z that a signature takes.
  package static let randomByteCount = 64

  /// `sign(k, M, Z)` of the specification: the Edwards key has sign 0, the scalar is negated to fit.
  ///
  /// - Parameter random: 64 fresh random bytes.
  package static func sign(
    _ message: [UInt8], with key: borrowing X25519PrivateKey, random: borrowing SecretBytes
  ) -> Ed25519Signature {
    let point = edwardsKey(of: key)
    var publicKey = point.array
    publicKey[31] &= 0x7f
    // The sign is a bit of the key that the public key does not show: both scalars are computed and one is selected by a
    // mask, so that no branch tells it by its time.
    let mask = 0 &- (point.array[31] >> 7)
    let scalar = key.scalar.withBytes { k in
      SecretBytes(count: 32) { output in
        let out = unsafe output.octets
        let wide = SecretBytes(count: 64) { unsafe $0.copyMemory(from: k) }
        wide.withBytes { unsafe crypto_core_ed25519_scalar_reduce(out, $0.octets) }
        let negated = SecretBytes(count: 32) { unsafe crypto_core_ed25519_scalar_negate($0.octets, out) }
        negated.withBytes { negated in
          for index in 0..<32 { unsafe output[index] ^= mask & (output[index] ^ negated[index]) }
        }
      }
    }
    return sign(message, scalar: scalar, publicKey: publicKey, random: random)
  }

  /// Signs so that the signature verifies under the key's true Edwards form, sign bit included.
  ///
  /// libsignal and python-omemo sign so with an identity key that exists as a Curve25519 scalar only.
  package static func signKeepingSign(
    _ message: [UInt8], with key: borrowing X25519PrivateKey, random: borrowing SecretBytes
  ) -> Ed25519Signature {
    sign(message, scalar: key.scalar, publicKey: edwardsKey(of: key).array, random: random)
  }

  /// `verify(u, M, R || s)` of the specification, with s below the group order as Ed25519 asks.
  ///
  /// A canonical u is what ``X25519PublicKey`` is.
  package static func verifies(
    _ signature: Ed25519Signature, of message: [UInt8], by key: X25519PublicKey
  ) -> Bool {
    guard let edwards = try? Ed25519PublicKey(key, sign: false) else { return false }
    return edwards.verifies(signature, of: message)
  }

  /// The Edwards point kB of a private key, with its true sign.
  static func edwardsKey(of key: borrowing X25519PrivateKey) -> Bytes32 {
    key.scalar.withBytes { k in
      Bytes32 {
        _ = unsafe crypto_scalarmult_ed25519_base_noclamp(
          $0.octets,
          k.octets)
      }
    }
  }

  private static func sign(
    _ message: [UInt8], scalar: borrowing SecretBytes, publicKey: [UInt8], random: borrowing SecretBytes
  ) -> Ed25519Signature {
    precondition(random.count == randomByteCount, "a short Z would let two signatures share a nonce")
    // hash_1 has the prefix FE FF..FF, which no encoding of R can be, so the nonce never equals a challenge.
    let nonce = scalar.withBytes { scalar in
      random.withBytes { random in
        unsafe hashToScalar { update in
          unsafe ([0xfe] + [UInt8](repeating: 0xff, count: 31)).withUnsafeBytes { unsafe update($0) }
          unsafe update(scalar)
          unsafe message.withUnsafeBytes { unsafe update($0) }
          unsafe update(random)
        }
      }
    }
    let commitment = nonce.withBytes { r in
      Bytes32 {
        _ = unsafe crypto_scalarmult_ed25519_base_noclamp(
          $0.octets,
          r.octets)
      }
    }
    let challenge = commitment.withBytes { commitment in
      unsafe hashToScalar { update in
        unsafe update(commitment)
        unsafe publicKey.withUnsafeBytes { unsafe update($0) }
        unsafe message.withUnsafeBytes { unsafe update($0) }
      }
    }
    let response = multiplyAdd(challenge, scalar, nonce)
    // s is the public half of the signature.
    return Ed25519Signature(computed: commitment.array + response.declassified())
  }

  /// SHA-512 of what `feed` hands over, reduced modulo the group order.
  private static func hashToScalar(
    _ feed: ((UnsafeRawBufferPointer) -> Void) -> Void
  ) -> SecretBytes {
    var state = crypto_hash_sha512_state()
    unsafe crypto_hash_sha512_init(&state)
    unsafe feed {
      if unsafe !$0.isEmpty { unsafe crypto_hash_sha512_update(&state, $0.octets, UInt64($0.count)) }
    }
    let digest = SecretBytes(count: 64) {
      unsafe crypto_hash_sha512_final(&state, $0.octets)
    }
    unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state))
    return digest.withBytes { digest in
      SecretBytes(count: 32) {
        unsafe crypto_core_ed25519_scalar_reduce(
          $0.octets,
          digest.octets)
      }
    }
  }

  /// a * b + c modulo the group order.
  private static func multiplyAdd(
    _ a: borrowing SecretBytes, _ b: borrowing SecretBytes, _ c: borrowing SecretBytes
  ) -> SecretBytes {
    a.withBytes { a in
      b.withBytes { b in
        c.withBytes { c in
          let product = SecretBytes(count: 32) {
            unsafe crypto_core_ed25519_scalar_mul(
              $0.octets,
              a.octets,
              b.octets)
          }
          return product.withBytes { product in
            SecretBytes(count: 32) {
              unsafe crypto_core_ed25519_scalar_add(
                $0.octets,
                product.octets,
                c.octets)
            }
          }
        }
      }
    }
  }
}
