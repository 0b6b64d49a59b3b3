/// The proofs of a run, numbered as in OTR. The number is hashed, so that no proof passes for another or is sent back.
enum SMPProof: UInt8, Sendable {
  case initiatorG2 = 1
  case initiatorG3
  case responderG2
  case responderG3
  case responderPair
  case initiatorPair
  case initiatorResult
  case responderResult
}
