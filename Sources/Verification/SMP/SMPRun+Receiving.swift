package import Primitives

extension SMPRun {
  /// Takes a message that the session brought, from the device that the run is with.
  package mutating func receive(
    _ message: SMPMessage, random: (Int) -> SecretBytes = { SecretBytes(randomCount: $0) }
  ) -> SMPReaction {
    guard message.run == context.run, !isOver else { return .ignored }
    guard message.step != .abort else {
      stage = .over
      return .aborted
    }
    do {
      return try advance(message, random)
    } catch {
      return .failed(error, reply: .abort(context.run))
    }
  }

  /// Goes on by one message. The run is over before anything is checked, and stays so when a check fails.
  private mutating func advance(_ message: SMPMessage, _ random: (Int) -> SecretBytes) throws(SMPError) -> SMPReaction {
    var current = SMPStage.over
    swap(&current, &stage)
    switch consume current {
    case .awaitingSecond(let offer):
      guard message.step == .second else { throw .outOfOrder }
      let step = try offer.receive(
        SMPMessage2(decoding: message.values), random: random(SMPMessage3.randomByteCount))
      let reply = SMPMessage(run: context.run, .third, step.body)
      stage = .awaitingFourth(step.stage)
      return .reply(reply)
    case .awaitingThird(let answered):
      guard message.step == .third else { throw .outOfOrder }
      let (answer, outcome) = try answered.receive(
        SMPMessage3(decoding: message.values), random: random(SMPMessage4.randomByteCount))
      return .finished(outcome, reply: SMPMessage(run: context.run, .fourth, answer))
    case .awaitingFourth(let revealed):
      guard message.step == .fourth else { throw .outOfOrder }
      return .finished(try revealed.receive(SMPMessage4(decoding: message.values)), reply: nil)
    default:
      throw .outOfOrder
    }
  }
}
