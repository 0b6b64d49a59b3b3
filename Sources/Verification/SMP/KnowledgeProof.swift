import Primitives

/// A proof that its maker knows `a` with `A = aG` (SMP.md, "Proofs"): Schnorr's, made non-interactive by hashing.
struct KnowledgeProof: Hashable, Sendable {
  static let byteCount = 64
  private let challenge: Bytes32
  private let response: Bytes32

  /// - Parameter k: a random scalar that nothing else uses.
  /// - Throws: `lowOrder` when `k` is zero.
  init(
    of a: borrowing RistrettoScalar, _ element: RistrettoElement, as proof: SMPProof, in transcript: SMPTranscript,
    nonce k: borrowing RistrettoScalar
  ) throws(KeyError) {
    let c = transcript.challenge(proof, [element, try RistrettoElement(generatorTimes: k)])
    challenge = c.published
    response = (k - c * a).published
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    challenge = try reader.scalar()
    response = try reader.scalar()
  }

  var encoded: [UInt8] {
    challenge.array + response.array
  }

  /// - Throws: ``SMPError/proofFailed``.
  func verify(_ element: RistrettoElement, as proof: SMPProof, in transcript: SMPTranscript) throws(SMPError) {
    let expected: Bytes32
    do {
      let c = try RistrettoScalar(challenge)
      let d = try RistrettoScalar(response)
      let commitment = try RistrettoElement(generatorTimes: d) + c * element
      expected = transcript.challenge(proof, [element, commitment]).published
    } catch {
      throw .proofFailed
    }
    guard expected == challenge else { throw .proofFailed }
  }
}
