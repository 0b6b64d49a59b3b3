import Primitives

/// The random scalars of one message, drawn from bytes that the caller gives: fresh ones, or a test vector's.
///
/// A scalar `k` that served two proofs would give the secret away, so no bytes are taken twice.
struct SMPScalars: ~Copyable {
  private var decoder: SecretDecoder

  /// - Parameter random: 64 bytes for each scalar of the message; see `randomByteCount` of its type.
  init(_ random: consuming SecretBytes) {
    decoder = SecretDecoder(random)
  }

  mutating func next() -> RistrettoScalar {
    guard let wide = try? decoder.secret(RistrettoScalar.wideByteCount) else {
      preconditionFailure("as many bytes were given as the message has scalars")
    }
    return RistrettoScalar(reducing: wide)
  }
}
