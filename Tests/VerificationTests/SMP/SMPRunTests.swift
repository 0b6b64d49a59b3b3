import Primitives
import TestSupport
import Testing
import Verification

@Suite("A shared-secret run")
struct SMPRunTests {
  static let alice = X25519PrivateKey()
  static let bob = X25519PrivateKey()
  static let binding = [UInt8](repeating: 7, count: 32)

  /// Both sides, with fresh random numbers and secrets that were derived before: Argon2id is tested elsewhere.
  struct Pair: ~Copyable {
    var alice: SMPRun
    var bob: SMPRun
    let second: SMPMessage

    init(_ aliceSecret: UInt8 = 1, _ bobSecret: UInt8 = 1) throws {
      let context = try SMPRunTests.context()
      var alice = SMPRun(context)
      let first = try alice.begin(with: SMPRunTests.secret(aliceSecret, context))
      var bob = try SMPRun(
        invitedBy: first, initiator: SMPRunTests.alice.publicKey, responder: SMPRunTests.bob.publicKey,
        sessionBinding: SMPRunTests.binding)
      second = try bob.answer(with: SMPRunTests.secret(bobSecret, bob.context))
      self.alice = alice
      self.bob = bob
    }
  }

  @Test("Both sides learn whether they typed the same", arguments: [(1, 1, SMPOutcome.match), (1, 2, .noMatch)])
  func outcome(alice: UInt8, bob: UInt8, expected: SMPOutcome) throws {
    var pair = try Pair(alice, bob)
    let third = try #require(pair.alice.receive(pair.second).reply)
    guard case .finished(let bobs, let fourth?) = pair.bob.receive(third) else { return #expect(Bool(false)) }
    guard case .finished(let alices, nil) = pair.alice.receive(fourth) else { return #expect(Bool(false)) }
    let (aliceIsOver, bobIsOver) = (pair.alice.isOver, pair.bob.isOver)
    #expect(bobs == expected && alices == expected)
    #expect(aliceIsOver && bobIsOver)
  }

  @Test("A typed text goes all the way, in two spellings")
  func typed() throws {
    let question = try SMPQuestion("Where?")
    let context = try Self.context(question: question)
    var alice = SMPRun(context)
    let first = try alice.begin(with: SMPSecret("Café", for: context))
    var bob = try SMPRun(
      invitedBy: first, initiator: Self.alice.publicKey, responder: Self.bob.publicKey, sessionBinding: Self.binding)
    let asked = bob.context.question
    let second = try bob.answer(with: SMPSecret(" Cafe\u{301}", for: bob.context))
    let third = try #require(alice.receive(second).reply)
    let reaction = bob.receive(third)
    #expect(asked == question)
    #expect(reaction.outcome == .match)
  }

  @Test("After a message that was refused, the good one is ignored: there is one chance", arguments: 0..<8)
  func oneChance(field: Int) throws {
    var pair = try Pair()
    let third = try #require(pair.alice.receive(pair.second).reply)
    let spoiled = try SMPMessage(
      run: third.run, step: .third, values: third.values.flippingBit(field * 256 + 3))
    guard case .failed(_, let abort) = pair.bob.receive(spoiled) else { return #expect(Bool(false)) }
    let isOver = pair.bob.isOver
    let record = pair.bob.encoded() == nil
    let after = pair.bob.receive(third)
    #expect(isOver && record)
    #expect(after == .ignored)
    #expect(abort == SMPMessage.abort(third.run))
    let reaction = pair.alice.receive(abort)
    #expect(reaction == .aborted)
  }

  @Test("Two guesses against one message 2 are not to be had: the second message 3 is ignored")
  func oneGuess() throws {
    var pair = try Pair(1, 2)
    let third = try #require(pair.alice.receive(pair.second).reply)
    let first = pair.bob.receive(third)
    let second = pair.bob.receive(third)
    #expect(first.outcome == .noMatch)
    #expect(second == .ignored)
  }

  @Test("A secret of another run is refused, and the run goes on")
  func secretOfAnotherRun() throws {
    let (context, other) = (try Self.context(), try Self.context())
    var run = SMPRun(context)
    #expect(throws: SMPError.anotherRun) { _ = try run.begin(with: Self.secret(1, other)) }
    #expect(try run.begin(with: Self.secret(1, context)).step == .first)
  }

  @Test("What is not due is refused, and the run goes on")
  func notDue() throws {
    let context = try Self.context()
    var run = SMPRun(context)
    #expect(throws: SMPError.outOfOrder) { _ = try run.answer(with: Self.secret(1, context)) }
    let first = try run.begin(with: Self.secret(1, context))
    #expect(throws: SMPError.outOfOrder) { _ = try run.begin(with: Self.secret(1, context)) }
    #expect(throws: SMPError.outOfOrder) { _ = try run.answer(with: Self.secret(1, context)) }
    var bob = try SMPRun(
      invitedBy: first, initiator: Self.alice.publicKey, responder: Self.bob.publicKey, sessionBinding: Self.binding)
    #expect(throws: SMPError.outOfOrder) { _ = try bob.begin(with: Self.secret(1, context)) }
    let second = try bob.answer(with: Self.secret(1, context))
    let reaction = run.receive(second)
    #expect(reaction.reply?.step == .third)
  }

  @Test("A run that never began has nothing to abort; one under way has, once")
  func abort() throws {
    let context = try Self.context()
    var run = SMPRun(context)
    let early = run.abort()
    var begun = SMPRun(context)
    _ = try begun.begin(with: Self.secret(1, context))
    let first = begun.abort()
    let again = begun.abort()
    #expect(early == nil && again == nil)
    #expect(first == SMPMessage.abort(context.run))
  }

  @Test("After the other side's abort the run is over")
  func aborted() throws {
    var pair = try Pair()
    let abort = SMPMessage.abort(pair.second.run)
    let first = pair.alice.receive(abort)
    let isOver = pair.alice.isOver
    let second = pair.alice.receive(pair.second)
    #expect(first == .aborted && second == .ignored)
    #expect(isOver)
  }

  @Test("Only a first message invites", arguments: SMPMessage.Step.allCases)
  func invitation(step: SMPMessage.Step) throws {
    let values = [UInt8](repeating: 0, count: step.byteCount)
    let message = try SMPMessage(run: .random(), step: step, values: values)
    #expect(throws: step == .first ? SMPError.invalidValue : .outOfOrder) {
      _ = try SMPRun(
        invitedBy: message, initiator: Self.alice.publicKey, responder: Self.bob.publicKey,
        sessionBinding: Self.binding)
    }
  }

  @Test("Fresh runs send fresh numbers")
  func fresh() throws {
    let context = try Self.context()
    let messages = try (0..<3).map { _ in
      var run = SMPRun(context)
      return try run.begin(with: Self.secret(1, context)).values
    }
    #expect(Set(messages).count == 3)
    #expect(Set((0..<10).map { _ in SMPRunID.random() }).count == 10)
  }

  @Test("Of two runs that crossed the one with the smaller name goes on")
  func crossing() {
    let names = ["00", "0f", "f0", "ff"].map { SMPRunID(hex: $0 + String(repeating: "5", count: 30))! }
    #expect(names.shuffled().sorted() == names)
    #expect(SMPRunID(hex: names[1].hex) == names[1])
    #expect(SMPRunID([1, 2]) == nil && SMPRunID(hex: "0F" + String(repeating: "5", count: 30)) == nil)
  }

  @Test("Values have the number of bytes of their step, and a question stands in the first alone")
  func messageForm() throws {
    let run = SMPRunID.random()
    for step in SMPMessage.Step.allCases {
      let bytes = [UInt8](repeating: 0, count: step.byteCount)
      #expect(throws: SMPError.malformed) { try SMPMessage(run: run, step: step, values: bytes + [0]) }
      if step != .first {
        #expect(throws: SMPError.malformed) {
          try SMPMessage(run: run, step: step, question: SMPQuestion("?"), values: bytes)
        }
      }
    }
  }

  static func context(question: SMPQuestion? = nil) throws(SMPError) -> SMPContext {
    try SMPContext(
      run: .random(), initiator: alice.publicKey, responder: bob.publicKey, sessionBinding: binding, question: question)
  }

  static func secret(_ number: UInt8, _ context: SMPContext) -> SMPSecret {
    SMPSecret(
      scalar: RistrettoScalar(reducing: SecretBytes(copying: [number] + [UInt8](repeating: 0, count: 63))),
      for: context)
  }
}

extension SMPReaction {
  var reply: SMPMessage? {
    if case .reply(let message) = self { message } else { nil }
  }

  var outcome: SMPOutcome? {
    if case .finished(let outcome, _) = self { outcome } else { nil }
  }
}
