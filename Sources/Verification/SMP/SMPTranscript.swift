import Primitives

/// A run's messages so far, as one hash: `T0` to `T3` in SMP.md.
///
/// Each proof's challenge contains it. A message from another run, or one altered on the way, changes it and with it
/// the challenge of every later proof.
struct SMPTranscript: Hashable, Sendable {
  static let byteCount = SHA512.byteCount
  /// 64 bytes.
  let digest: [UInt8]

  /// T0.
  init(_ context: SMPContext) {
    digest = context.digest
  }

  /// Out of a record.
  init(digest: [UInt8]) {
    self.digest = digest
  }

  /// T(n), after message n.
  func appending(_ body: some SMPBody) -> SMPTranscript {
    SMPTranscript(digest: SMPHash.hash(.transcript, digest + [body.step] + body.encoded))
  }

  /// The challenge of a proof in the next message.
  func challenge(_ proof: SMPProof, _ elements: [RistrettoElement]) -> RistrettoScalar {
    SMPHash.scalar(.proof, digest + [proof.rawValue] + elements.flatMap(\.encoded))
  }
}
