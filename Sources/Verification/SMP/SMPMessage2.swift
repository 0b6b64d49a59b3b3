import Primitives

/// Message 2, the responder's: `B2`, `B3` and its pair, each with a proof.
struct SMPMessage2: SMPBody {
  static let byteCount = 352
  /// 7 scalars: `b2`, `b3`, `r`, the nonces of proofs 3 and 4, and both of proof 5.
  static let randomByteCount = 7 * RistrettoScalar.wideByteCount
  let g2: RistrettoElement
  let g3: RistrettoElement
  let pair: SMPPair
  private let g2Proof: KnowledgeProof
  private let g3Proof: KnowledgeProof
  private let pairProof: PairProof

  /// - Parameter peer: message 1, verified.
  init(
    b2: borrowing RistrettoScalar, b3: borrowing RistrettoScalar, secret: borrowing RistrettoScalar, peer: SMPMessage1,
    _ transcript: SMPTranscript, _ scalars: inout SMPScalars
  ) throws(KeyError) {
    let r = scalars.next()
    g2 = try RistrettoElement(generatorTimes: b2)
    g3 = try RistrettoElement(generatorTimes: b3)
    g2Proof = try KnowledgeProof(of: b2, g2, as: .responderG2, in: transcript, nonce: scalars.next())
    g3Proof = try KnowledgeProof(of: b3, g3, as: .responderG3, in: transcript, nonce: scalars.next())
    let (sharedG2, sharedG3) = (try b2 * peer.g2, try b3 * peer.g3)
    pair = try SMPPair(r, secret: secret, g2: sharedG2, g3: sharedG3)
    pairProof = try PairProof(
      of: r, secret: secret, PairProof.Statement(g2: sharedG2, g3: sharedG3, pair: pair), as: .responderPair,
      in: transcript, nonces: scalars.next(), scalars.next())
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    g2 = try reader.element()
    g2Proof = try KnowledgeProof(&reader)
    g3 = try reader.element()
    g3Proof = try KnowledgeProof(&reader)
    pair = try SMPPair(&reader)
    pairProof = try PairProof(&reader)
  }

  let step: UInt8 = 2

  var encoded: [UInt8] {
    g2.encoded + g2Proof.encoded + g3.encoded + g3Proof.encoded + pair.encoded + pairProof.encoded
  }

  /// The proofs of `B2` and `B3`, which hold before anything is computed with them.
  ///
  /// - Throws: ``SMPError/proofFailed``.
  func verifyBases(_ transcript: SMPTranscript) throws(SMPError) {
    try g2Proof.verify(g2, as: .responderG2, in: transcript)
    try g3Proof.verify(g3, as: .responderG3, in: transcript)
  }

  /// - Parameters:
  ///   - sharedG2: `G2`.
  ///   - sharedG3: `G3`.
  /// - Throws: ``SMPError/proofFailed``.
  func verifyPair(
    _ sharedG2: RistrettoElement, _ sharedG3: RistrettoElement, _ transcript: SMPTranscript
  ) throws(SMPError) {
    try pairProof.verify(
      PairProof.Statement(g2: sharedG2, g3: sharedG3, pair: pair), as: .responderPair, in: transcript)
  }
}
