import Primitives

/// Message 3, the initiator's: its pair, and `Za = a3(Qa - Qb)`, each with a proof.
struct SMPMessage3: SMPBody {
  static let byteCount = 256
  /// 4 scalars: `s`, both nonces of proof 6, and that of proof 7.
  static let randomByteCount = 4 * RistrettoScalar.wideByteCount
  let pair: SMPPair
  let product: RistrettoElement
  private let pairProof: PairProof
  private let productProof: EqualityProof

  /// - Parameters:
  ///   - peer: the responder's pair, verified.
  ///   - ownG3: `A3`.
  /// - Throws: ``SMPError/degenerate`` when a half of both pairs is the same.
  init(
    a3: borrowing RistrettoScalar, secret: borrowing RistrettoScalar, g2: RistrettoElement, g3: RistrettoElement,
    ownG3: RistrettoElement, peer: SMPPair, _ transcript: SMPTranscript, _ scalars: inout SMPScalars
  ) throws(SMPError) {
    do {
      let s = scalars.next()
      pair = try SMPPair(s, secret: secret, g2: g2, g3: g3)
      pairProof = try PairProof(
        of: s, secret: secret, PairProof.Statement(g2: g2, g3: g3, pair: pair), as: .initiatorPair, in: transcript,
        nonces: scalars.next(), scalars.next())
      let difference = try pair - peer
      product = try a3 * difference.q
      productProof = try EqualityProof(
        of: a3, EqualityProof.Statement(element: ownG3, base: difference.q, product: product), as: .initiatorResult,
        in: transcript, nonce: scalars.next())
    } catch {
      throw .degenerate
    }
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    pair = try SMPPair(&reader)
    pairProof = try PairProof(&reader)
    product = try reader.element()
    productProof = try EqualityProof(&reader)
  }

  let step: UInt8 = 3

  var encoded: [UInt8] {
    pair.encoded + pairProof.encoded + product.encoded + productProof.encoded
  }

  /// - Parameters:
  ///   - difference: this pair less the responder's.
  ///   - peerG3: `A3`.
  /// - Throws: ``SMPError/proofFailed``.
  func verify(
    g2: RistrettoElement, g3: RistrettoElement, peerG3: RistrettoElement, difference: SMPPair,
    _ transcript: SMPTranscript
  ) throws(SMPError) {
    try pairProof.verify(PairProof.Statement(g2: g2, g3: g3, pair: pair), as: .initiatorPair, in: transcript)
    try productProof.verify(
      EqualityProof.Statement(element: peerG3, base: difference.q, product: product), as: .initiatorResult,
      in: transcript)
  }
}
