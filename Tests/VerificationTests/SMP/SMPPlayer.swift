import Primitives
import TestSupport
import Verification

/// Plays one side of a run, as a case of `Vectors/smp/run.json` describes it.
struct SMPPlayer: ~Copyable {
  /// Why a run ended before it had a result.
  enum Failure: Error, Equatable {
    case smp(SMPError)
    case aborted
  }

  private let input: SMPInput
  private let isStoring: Bool
  private var run: SMPRun?
  private let random: Random
  private(set) var sent: [SMPInput.Message] = []
  private(set) var result: SMPOutcome?

  /// - Parameter isStoring: whether the run goes through a record before each message.
  init(_ input: SMPInput, isStoring: Bool) {
    self.input = input
    self.isStoring = isStoring
    random = Random(input.random!.map(\.bytes))
    run = nil
  }

  /// Plays the whole case.
  mutating func play() throws(Failure) {
    do {
      if input.role == .initiator { try begin() }
      for message in input.messages! { try receive(message.message()) }
    } catch let error as SMPError {
      throw .smp(error)
    } catch {
      throw .aborted
    }
  }

  private mutating func begin() throws {
    let context = try input.context()
    var run = SMPRun(context)
    sent.append(SMPInput.Message(try run.begin(with: secret(for: context), random: random.next)))
    self.run = consume run
  }

  private mutating func receive(_ message: SMPMessage) throws {
    guard var run = run.take() else { return try beInvited(by: message) }
    if isStoring, let record = run.encoded() { run = try SMPRun(decoding: record) }
    let reaction = run.receive(message, random: random.next)
    self.run = consume run
    switch reaction {
    case .ignored: break
    case .reply(let reply): sent.append(SMPInput.Message(reply))
    case .finished(let outcome, let reply):
      result = outcome
      if let reply { sent.append(SMPInput.Message(reply)) }
    case .failed(let error, let reply):
      guard reply == SMPMessage.abort(message.run) else { fatalError("an abort is due") }
      throw error
    case .aborted: throw Failure.aborted
    }
  }

  private mutating func beInvited(by message: SMPMessage) throws {
    var run = try SMPRun(
      invitedBy: message, initiator: input.key(input.initiator), responder: input.key(input.responder),
      sessionBinding: input.session.bytes)
    if isStoring, let record = run.encoded() { run = try SMPRun(decoding: record) }
    sent.append(SMPInput.Message(try run.answer(with: secret(for: run.context), random: random.next)))
    self.run = consume run
  }

  private func secret(for context: SMPContext) throws -> SMPSecret {
    SMPSecret(scalar: try RistrettoScalar(SecretBytes(copying: input.secret!.bytes)), for: context)
  }

  /// The random bytes of each message that the side makes, in order.
  private final class Random {
    private var parts: [[UInt8]]

    init(_ parts: [[UInt8]]) {
      self.parts = parts
    }

    func next(_ count: Int) -> SecretBytes {
      let part = parts.removeFirst()
      precondition(part.count == count, "the case has another number of random bytes than the message takes")
      return SecretBytes(copying: part)
    }
  }
}

extension SMPPlayer.Failure {
  /// The word that the cases use.
  var word: String {
    switch self {
    case .aborted: "aborted"
    case .smp(let error): error.word
    }
  }
}

extension SMPError {
  var word: String {
    switch self {
    case .malformed: "malformed"
    case .invalidValue: "invalid-value"
    case .proofFailed: "proof-failed"
    case .degenerate: "degenerate"
    case .outOfOrder: "out-of-order"
    case .sameIdentity: "same-identity"
    case .unusableBinding: "unusable-binding"
    case .unusableSecret: "unusable-secret"
    case .unusableQuestion: "unusable-question"
    case .anotherRun, .noMemory: "\(self)"
    }
  }
}
