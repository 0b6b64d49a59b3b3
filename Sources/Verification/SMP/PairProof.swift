import Primitives

/// A proof that a pair is `P = rG3`, `Q = rG + xG2` for an `r` and an `x` that its maker knows (SMP.md, "Proofs").
struct PairProof: Hashable, Sendable {
  static let byteCount = 96
  private let challenge: Bytes32
  private let response: Bytes32
  private let secretResponse: Bytes32

  /// The bases and the pair.
  struct Statement {
    let g2: RistrettoElement
    let g3: RistrettoElement
    let pair: SMPPair

    fileprivate func challenge(
      _ proof: SMPProof, in transcript: SMPTranscript, _ first: RistrettoElement, _ second: RistrettoElement
    ) -> RistrettoScalar {
      transcript.challenge(proof, [g2, g3, pair.p, pair.q, first, second])
    }
  }

  /// - Parameters:
  ///   - k: a random scalar that nothing else uses, for `r`.
  ///   - k2: another one, for `x`.
  /// - Throws: `lowOrder` when one of them is zero.
  init(
    of r: borrowing RistrettoScalar, secret x: borrowing RistrettoScalar, _ statement: Statement, as proof: SMPProof,
    in transcript: SMPTranscript, nonces k: borrowing RistrettoScalar, _ k2: borrowing RistrettoScalar
  ) throws(KeyError) {
    let c = statement.challenge(
      proof, in: transcript, try k * statement.g3, try RistrettoElement(generatorTimes: k) + k2 * statement.g2)
    challenge = c.published
    response = (k - c * r).published
    secretResponse = (k2 - c * x).published
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    challenge = try reader.scalar()
    response = try reader.scalar()
    secretResponse = try reader.scalar()
  }

  var encoded: [UInt8] {
    challenge.array + response.array + secretResponse.array
  }

  /// - Throws: ``SMPError/proofFailed``.
  func verify(_ statement: Statement, as proof: SMPProof, in transcript: SMPTranscript) throws(SMPError) {
    let expected: Bytes32
    do {
      let c = try RistrettoScalar(challenge)
      let d = try RistrettoScalar(response)
      let d2 = try RistrettoScalar(secretResponse)
      let first = try d * statement.g3 + c * statement.pair.p
      let second = try RistrettoElement(generatorTimes: d) + d2 * statement.g2 + c * statement.pair.q
      expected = statement.challenge(proof, in: transcript, first, second).published
    } catch {
      throw .proofFailed
    }
    guard expected == challenge else { throw .proofFailed }
  }
}
