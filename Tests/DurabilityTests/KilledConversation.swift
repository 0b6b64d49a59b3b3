import TestSupport
import Testing

/// Two devices that write to each other while their processes are killed, and the books on it.
final class KilledConversation {
  private static let jobsPerTurn = 8

  private let sides: [Survivor]
  private var random: SplitMix64
  private var keys = MessageKeyLedger()
  private var kills = 0
  private var textCount = 0
  /// Texts whose stanza was handed out.
  private var sent: Set<String> = []
  /// Texts that a reader was shown.
  private var shown: Set<String> = []
  /// Texts that were read, but whose reader was killed before it could show them. It is told that there was one; an app
  /// that writes its own rows in the transaction has the text.
  private var reported: Set<String> = []

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    let (alice, bob) = try Party.pair()
    sides = [try Survivor(alice, peer: bob), try Survivor(bob, peer: alice)]
  }

  func run(kills: Int) throws {
    while self.kills < kills {
      let victim = Int.random(in: 0..<sides.count, using: &random)
      for index in sides.indices { try takeTurn(index, isKilled: index == victim) }
    }
    while sides.contains(where: { !$0.inbox.isEmpty }) {
      for index in sides.indices { try readInbox(index) }
    }
  }

  /// Whether every text was shown once, or reported.
  func checkTexts() {
    let lost = sent.subtracting(shown).subtracting(reported)
    #expect(lost.isEmpty, context)
    #expect(shown.isDisjoint(with: reported) && shown.union(reported).isSubset(of: sent), context)
    #expect(reported.count <= kills, context)
  }

  /// Whether each store opens, and what the one side writes the other reads.
  func checkConversation() throws {
    for (sender, reader) in [(sides[0].party, sides[1].party), (sides[1].party, sides[0].party)] {
      let written = try sender.pawl("encrypt", "--to", reader.jid, input: "still here")
      let read = try reader.pawl("decrypt", input: written.output)
      #expect(written.status == 0 && read.status == 0 && read.line == "still here", context)
    }
  }

  private var context: Comment {
    "kill \(kills); repeat with PAWL_SEED=\(Proof.seed)"
  }

  private func takeTurn(_ index: Int, isKilled: Bool) throws {
    let side = sides[index]
    var jobs: [Job] = []
    for _ in 0..<Int.random(in: 1...Self.jobsPerTurn, using: &random) {
      if !side.inbox.isEmpty, Bool.random(using: &random) {
        jobs.append(.decrypt(side.inbox.removeFirst()))
      } else {
        textCount += 1
        jobs.append(.encrypt(text: "text \(textCount)"))
      }
    }
    if isKilled { kills += 1 }
    let answers =
      try isKilled ? side.answersUntilKilled(to: jobs, using: &random) : side.answers(to: jobs)
    for (job, answer) in zip(jobs, answers) { try enter(job, answer, peer: sides[1 - index]) }
    side.takeBack(jobs.dropFirst(answers.count))
  }

  private func readInbox(_ index: Int) throws {
    let parcels = sides[index].inbox.prefix(Self.jobsPerTurn)
    sides[index].inbox.removeFirst(parcels.count)
    let jobs = parcels.map { Job.decrypt($0) }
    for (job, answer) in zip(jobs, try sides[index].answers(to: jobs)) {
      try enter(job, answer, peer: sides[1 - index])
    }
  }

  private func enter(_ job: Job, _ answer: PipeAnswer, peer: Survivor) throws {
    switch job {
    case .encrypt(let text):
      sent.insert(text)
      let stanza = try #require(answer.stanza, context)
      try hand(stanza, text: text, to: peer)
    case .decrypt(let parcel) where answer.ok:
      #expect(answer.text == parcel.text, context)
      if let text = answer.text {
        let isNew = shown.insert(text).inserted
        #expect(isNew, "\(text) is shown twice; \(context)")
      }
      for stanza in answer.send ?? [] { try hand(stanza, text: nil, to: peer) }
    case .decrypt(let parcel):
      #expect(answer.error == "duplicate" && parcel.isInDoubt, context)
      if let text = parcel.text { reported.insert(text) }
    }
  }

  private func hand(_ stanza: String, text: String?, to peer: Survivor) throws {
    let isNew = try keys.note(stanza)
    #expect(isNew, "a message key is used twice; \(context)")
    peer.inbox.append(Parcel(stanza: stanza, text: text))
  }
}
