import Primitives

/// A proof that its maker knows one `a` with both `A = aG` and `Z = aD` (SMP.md, "Proofs"): Chaum and Pedersen's.
///
/// Without it a side could send any `Z`, and choose the outcome.
struct EqualityProof: Hashable, Sendable {
  static let byteCount = 64
  private let challenge: Bytes32
  private let response: Bytes32

  /// `A`, `D` and `Z`.
  struct Statement {
    let element: RistrettoElement
    let base: RistrettoElement
    let product: RistrettoElement

    fileprivate func challenge(
      _ proof: SMPProof, in transcript: SMPTranscript, _ first: RistrettoElement, _ second: RistrettoElement
    ) -> RistrettoScalar {
      transcript.challenge(proof, [element, base, product, first, second])
    }
  }

  /// - Parameter k: a random scalar that nothing else uses.
  /// - Throws: `lowOrder` when `k` is zero.
  init(
    of a: borrowing RistrettoScalar, _ statement: Statement, as proof: SMPProof, in transcript: SMPTranscript,
    nonce k: borrowing RistrettoScalar
  ) throws(KeyError) {
    let c = statement.challenge(
      proof, in: transcript, try RistrettoElement(generatorTimes: k), try k * statement.base)
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
  func verify(_ statement: Statement, as proof: SMPProof, in transcript: SMPTranscript) throws(SMPError) {
    let expected: Bytes32
    do {
      let c = try RistrettoScalar(challenge)
      let d = try RistrettoScalar(response)
      let first = try RistrettoElement(generatorTimes: d) + c * statement.element
      let second = try d * statement.base + c * statement.product
      expected = statement.challenge(proof, in: transcript, first, second).published
    } catch {
      throw .proofFailed
    }
    guard expected == challenge else { throw .proofFailed }
  }
}
