/// A message of a run: one of the four, or an abort. Its values are bytes, which the run reads when it gets there.
package struct SMPMessage: Hashable, Sendable {
  /// The namespace of the element, and in every hash's label.
  package static let namespace = "urn:pawl:smp:0"

  package enum Step: String, Sendable, CaseIterable {
    case first = "1"
    case second = "2"
    case third = "3"
    case fourth = "4"
    case abort

    /// The number of bytes of the values.
    package var byteCount: Int {
      switch self {
      case .first: SMPMessage1.byteCount
      case .second: SMPMessage2.byteCount
      case .third: SMPMessage3.byteCount
      case .fourth: SMPMessage4.byteCount
      case .abort: 0
      }
    }
  }

  package let run: SMPRunID
  package let step: Step
  /// In the first message only.
  package let question: SMPQuestion?
  /// As many bytes as the step has.
  package let values: [UInt8]

  /// - Throws: ``SMPError/malformed`` for values of another length, or a question beyond the first message.
  package init(run: SMPRunID, step: Step, question: SMPQuestion? = nil, values: [UInt8]) throws(SMPError) {
    guard values.count == step.byteCount, question == nil || step == .first else { throw .malformed }
    self.run = run
    self.step = step
    self.question = question
    self.values = values
  }

  /// The message that ends a run.
  package static func abort(_ run: SMPRunID) -> SMPMessage {
    SMPMessage(run: run, step: .abort, question: nil, checked: [])
  }

  init(run: SMPRunID, _ step: Step, question: SMPQuestion? = nil, _ body: some SMPBody) {
    self.init(run: run, step: step, question: question, checked: body.encoded)
  }

  private init(run: SMPRunID, step: Step, question: SMPQuestion?, checked values: [UInt8]) {
    self.run = run
    self.step = step
    self.question = question
    self.values = values
  }
}
