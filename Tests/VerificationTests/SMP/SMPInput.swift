import Primitives
import TestSupport
import Verification

/// What the cases of `Vectors/smp` have in common: names and keys.
struct SMPInput: Decodable, Sendable {
  struct Message: Decodable, Sendable, Equatable {
    let run: String
    let step: String
    let question: String?
    /// Hex.
    let values: String

    init(_ message: SMPMessage) {
      run = message.run.hex
      step = message.step.rawValue
      question = message.question?.text
      values = message.values.hex
    }

    func message() throws(SMPError) -> SMPMessage {
      try SMPMessage(
        run: SMPRunID(hex: run)!, step: SMPMessage.Step(rawValue: step)!, question: SMPInput.question(question),
        values: [UInt8](hex: values))
    }
  }

  enum Role: String, Decodable, Sendable {
    case initiator, responder
  }

  let run: String
  let initiator: HexBytes
  let responder: HexBytes
  let session: HexBytes
  let question: String?
  /// In `secret.json`.
  let text: String?
  /// These in `run.json`.
  let role: Role?
  let secret: HexBytes?
  let random: [HexBytes]?
  let messages: [Message]?

  func context() throws(SMPError) -> SMPContext {
    try SMPContext(
      run: SMPRunID(hex: run)!, initiator: key(initiator), responder: key(responder), sessionBinding: session.bytes,
      question: Self.question(question))
  }

  func key(_ bytes: HexBytes) -> X25519PublicKey {
    try! X25519PublicKey(bytes.bytes)
  }

  static func question(_ text: String?) throws(SMPError) -> SMPQuestion? {
    guard let text else { return nil }
    return try SMPQuestion(text)
  }
}
