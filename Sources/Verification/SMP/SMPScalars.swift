import Primitives

/// The random scalars of one message, drawn from bytes that the caller gives: fresh ones, or a test vector's.
///
/// A scalar `k` that served two proofs would give the secret away, so no bytes are taken twice.
struct SMPScalars: ~Copyable {
  private let random: SecretBytes
  private var position = 0

  /// - Parameter random: 64 bytes for each scalar of the message; see `randomByteCount` of its type.
  init(_ random: consuming SecretBytes) {
    self.random = random
  }

  mutating func next() -> RistrettoScalar {
    defer { position += RistrettoScalar.wideByteCount }
    return RistrettoScalar(reducing: random.part(position..<position + RistrettoScalar.wideByteCount))
  }
}
