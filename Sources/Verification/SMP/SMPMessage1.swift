import Primitives

/// Message 1, the initiator's: `A2` and `A3`, each with a proof.
struct SMPMessage1: SMPBody {
  static let byteCount = 192
  /// 4 scalars: `a2`, `a3`, and the nonces of both proofs.
  static let randomByteCount = 4 * RistrettoScalar.wideByteCount
  let g2: RistrettoElement
  let g3: RistrettoElement
  private let g2Proof: KnowledgeProof
  private let g3Proof: KnowledgeProof

  init(
    a2: borrowing RistrettoScalar, a3: borrowing RistrettoScalar, _ transcript: SMPTranscript,
    _ scalars: inout SMPScalars
  )
    throws(KeyError)
  {
    g2 = try RistrettoElement(generatorTimes: a2)
    g3 = try RistrettoElement(generatorTimes: a3)
    g2Proof = try KnowledgeProof(of: a2, g2, as: .initiatorG2, in: transcript, nonce: scalars.next())
    g3Proof = try KnowledgeProof(of: a3, g3, as: .initiatorG3, in: transcript, nonce: scalars.next())
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    g2 = try reader.element()
    g2Proof = try KnowledgeProof(&reader)
    g3 = try reader.element()
    g3Proof = try KnowledgeProof(&reader)
  }

  let step: UInt8 = 1

  var encoded: [UInt8] {
    g2.encoded + g2Proof.encoded + g3.encoded + g3Proof.encoded
  }

  /// - Throws: ``SMPError/proofFailed``.
  func verify(_ transcript: SMPTranscript) throws(SMPError) {
    try g2Proof.verify(g2, as: .initiatorG2, in: transcript)
    try g3Proof.verify(g3, as: .initiatorG3, in: transcript)
  }
}
