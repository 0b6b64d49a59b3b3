import CSodium

/// A device's long-term identity: it signs prekeys as Ed25519 and agrees on secrets as X25519.
///
/// XEP-0384 0.9 section 4.2 leaves two local forms open, and both are here: an Ed25519 seed, which is what this engine
/// makes, or a Curve25519 scalar, which is what an identity has that began in a libsignal-based client.
package struct IdentityKeyPair: ~Copyable, Sendable {
  /// The Ed25519 form, which OMEMO 2 publishes.
  package let publicKey: Ed25519PublicKey
  /// The X25519 form of the same key.
  package let agreementKey: IdentityAgreementKey
  private let signingKey: SigningKey

  private enum SigningKey: ~Copyable, Sendable {
    /// libsodium's 64 bytes: seed, then public key.
    case expandedSeed(GuardedBytes)
    case scalar
  }

  /// The number of bytes of a seed or a scalar.
  package static let secretByteCount = 32

  /// A new random identity.
  package static func generate() throws(IdentityError) -> IdentityKeyPair {
    try IdentityKeyPair(seed: SecretBytes(randomCount: secretByteCount))
  }

  /// The identity of an Ed25519 seed (RFC 8032 section 5.1.5).
  package init(seed: borrowing SecretBytes) throws(IdentityError) {
    guard seed.count == Self.secretByteCount else { throw .wrongLength }
    Sodium.initialise()
    var publicBytes = [UInt8](repeating: 0, count: 32)
    let expanded = seed.withBytes { seed in
      SecretBytes(count: 64) {
        _ = unsafe crypto_sign_seed_keypair(&publicBytes, $0.octets, seed.octets)
      }
    }
    let scalar = expanded.withBytes { expanded in
      SecretBytes(count: 32) {
        _ = unsafe crypto_sign_ed25519_sk_to_curve25519($0.octets, expanded.octets)
      }
    }
    guard let publicBytes = Bytes32(publicBytes) else { throw .wrongLength }
    let agreementKey = try IdentityAgreementKey(X25519PrivateKey(clamping: scalar))
    let guarded = try Self.guarded(expanded)
    publicKey = Ed25519PublicKey(computed: publicBytes)
    self.agreementKey = agreementKey
    signingKey = .expandedSeed(guarded)
  }

  /// The identity of a Curve25519 scalar. Its Edwards form keeps its true sign, as python-omemo publishes it.
  package init(scalar: consuming SecretBytes) throws(IdentityError) {
    guard scalar.count == Self.secretByteCount else { throw .wrongLength }
    let key = X25519PrivateKey(clamping: scalar)
    let edwardsKey = XEdDSA.edwardsKey(of: key)
    let agreementKey = try IdentityAgreementKey(key)
    publicKey = Ed25519PublicKey(computed: edwardsKey)
    self.agreementKey = agreementKey
    signingKey = .scalar
  }

  /// Signs `message`: plain Ed25519 from a seed, XEdDSA from a scalar. Both verify under ``publicKey``.
  package borrowing func sign(_ message: [UInt8]) -> Ed25519Signature {
    switch signingKey {
    case .scalar:
      return XEdDSA.signKeepingSign(
        message, with: agreementKey.copy(), random: SecretBytes(randomCount: XEdDSA.randomByteCount))
    case .expandedSeed(let key):
      var signature = [UInt8](repeating: 0, count: Ed25519Signature.byteCount)
      key.withBytes {
        _ = unsafe crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0.octets)
      }
      return Ed25519Signature(computed: signature)
    }
  }

  /// What storage keeps, sealed: one byte for the form, then the 32 bytes of seed or scalar.
  package borrowing func encoded() -> SecretBytes {
    switch signingKey {
    case .scalar: Self.encode(.scalar, agreementKey.copy().intoScalar())
    case .expandedSeed(let key): Self.encode(.seed, key.withBytes { key in
      SecretBytes(count: Self.secretByteCount) {
        unsafe $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: key[..<Self.secretByteCount]))
      }
    })
    }
  }

  /// Reads what ``encoded()`` wrote.
  ///
  /// - Throws: ``IdentityError/wrongLength`` for what it does not write.
  package init(decoding encoded: borrowing SecretBytes) throws(IdentityError) {
    guard encoded.count == 1 + Self.secretByteCount,
      let form = StoredForm(rawValue: encoded.part(0..<1).declassified()[0])  // the form is no secret
    else { throw .wrongLength }
    let secret = encoded.part(1..<encoded.count)
    switch form {
    case .seed: self = try IdentityKeyPair(seed: secret)
    case .scalar:
      let pair = try IdentityKeyPair(scalar: secret)
      // One that is not clamped would be a second spelling of the same identity.
      guard pair.encoded().matches(encoded) else { throw .wrongLength }
      self = pair
    }
  }

  private static func guarded(_ secret: consuming SecretBytes) throws(IdentityError) -> GuardedBytes {
    do { return try GuardedBytes(secret) } catch { throw .noMemory }
  }

  private enum StoredForm: UInt8 {
    case seed = 1
    case scalar = 2
  }

  private static func encode(_ form: StoredForm, _ secret: borrowing SecretBytes) -> SecretBytes {
    secret.withBytes { secret in
      SecretBytes(count: 1 + secret.count) {
        unsafe $0[0] = form.rawValue
        unsafe UnsafeMutableRawBufferPointer(rebasing: $0[1...]).copyMemory(from: secret)
      }
    }
  }
}

/// Why an identity key pair could not be made.
package enum IdentityError: Error, Equatable {
  /// Not 32 bytes, or not the form that ``IdentityKeyPair/encoded()`` writes.
  case wrongLength
  /// The system gave no guarded memory.
  case noMemory
}
