import Primitives

/// Message 4, the responder's: `Zb = b3(Qa - Qb)` with a proof.
struct SMPMessage4: SMPBody {
  static let byteCount = 96
  /// 1 scalar: the nonce of proof 8.
  static let randomByteCount = RistrettoScalar.wideByteCount
  let product: RistrettoElement
  private let productProof: EqualityProof

  /// - Parameters:
  ///   - ownG3: `B3`.
  ///   - difference: the initiator's pair less the responder's.
  init(
    b3: borrowing RistrettoScalar, ownG3: RistrettoElement, difference: SMPPair, _ transcript: SMPTranscript,
    _ scalars: inout SMPScalars
  ) throws(KeyError) {
    product = try b3 * difference.q
    productProof = try EqualityProof(
      of: b3, EqualityProof.Statement(element: ownG3, base: difference.q, product: product), as: .responderResult,
      in: transcript, nonce: scalars.next())
  }

  init(_ reader: inout OctetReader) throws(SMPError) {
    product = try reader.element()
    productProof = try EqualityProof(&reader)
  }

  let step: UInt8 = 4

  var encoded: [UInt8] {
    product.encoded + productProof.encoded
  }

  /// - Parameter peerG3: `B3`.
  /// - Throws: ``SMPError/proofFailed``.
  func verify(peerG3: RistrettoElement, difference: SMPPair, _ transcript: SMPTranscript) throws(SMPError) {
    try productProof.verify(
      EqualityProof.Statement(element: peerG3, base: difference.q, product: product), as: .responderResult,
      in: transcript)
  }
}
