import TestSupport
import Testing

/// A store with two processes at work on it at once, as an app and its notification extension are, and a contact.
final class SharedStore {
  private static let textsPerRound = 5
  /// How many incoming stanzas both processes are given in a round. Each then has at most 15 requests, which with their
  /// answers fit the pipes.
  private static let stanzasPerRound = 10

  /// What the two processes were asked to do.
  private(set) var operations = 0
  private let owner: Party
  private let peer: Party
  private let processes: [PipeProcess]
  private let contact: PipeProcess
  private var random: SplitMix64
  private var keys = MessageKeyLedger()
  private var textCount = 0
  private var toOwner: [Parcel] = []
  private var toContact: [Parcel] = []

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    let pair = try Party.pair()
    owner = pair.alice
    peer = pair.bob
    processes = [try owner.pipe(), try owner.pipe()]
    contact = try peer.pipe()
  }

  /// Both processes write and read at the same time; then the contact reads and writes.
  func runRound() throws {
    let incoming = Array(toOwner.prefix(Self.stanzasPerRound))
    toOwner.removeFirst(incoming.count)
    try work(on: incoming, texts: Self.textsPerRound)
    try readAsContact()
    for _ in 0..<Self.textsPerRound {
      let text = newText()
      try hand(contact.encrypt(text, to: owner.jid), text: text, to: &toOwner)
    }
  }

  /// Delivers what is on its way.
  func finish() throws {
    while !toOwner.isEmpty || !toContact.isEmpty {
      let incoming = Array(toOwner.prefix(Self.stanzasPerRound))
      toOwner.removeFirst(incoming.count)
      try work(on: incoming, texts: 0)
      try readAsContact()
    }
  }

  private var context: Comment {
    "operation \(operations); repeat with PAWL_SEED=\(Proof.seed)"
  }

  private func work(on incoming: [Parcel], texts: Int) throws {
    let plans = processes.map { _ in plan(incoming, texts) }
    for (process, jobs) in zip(processes, plans) { try process.send(jobs.map { $0.request(to: peer.jid) }) }
    var readings: [String: [PipeAnswer]] = [:]
    for (process, jobs) in zip(processes, plans) {
      for job in jobs {
        let answer = try process.nextAnswer()
        operations += 1
        switch job {
        case .encrypt(let text):
          let stanza = try #require(answer.stanza, "\(answer); \(context)")
          try hand(stanza, text: text, to: &toContact)
        case .decrypt(let parcel): readings[parcel.stanza, default: []].append(answer)
        }
      }
    }
    for parcel in incoming { try check(parcel, readings[parcel.stanza] ?? []) }
  }

  private func plan(_ incoming: [Parcel], _ texts: Int) -> [Job] {
    var jobs = incoming.map { Job.decrypt($0) }
    for _ in 0..<texts { jobs.append(.encrypt(text: newText())) }
    return jobs.shuffled(using: &random)
  }

  /// One process reads a stanza, the other is told that it was read.
  private func check(_ parcel: Parcel, _ answers: [PipeAnswer]) throws {
    let reader = try #require(answers.first { $0.ok }, "\(answers); \(context)")
    let refusals = answers.filter { !$0.ok }.map(\.error)
    #expect(reader.text == parcel.text && refusals == ["duplicate"], "\(answers); \(context)")
    for stanza in reader.send ?? [] { try hand(stanza, text: nil, to: &toContact) }
  }

  private func readAsContact() throws {
    let parcels = toContact
    toContact = []
    for parcel in parcels {
      let answer = try contact.decrypt(parcel.stanza)
      #expect(answer.ok && answer.text == parcel.text, "\(answer); \(context)")
      for stanza in answer.send ?? [] { try hand(stanza, text: nil, to: &toOwner) }
    }
  }

  private func newText() -> String {
    textCount += 1
    return "text \(textCount)"
  }

  private func hand(_ stanza: String, text: String?, to inbox: inout [Parcel]) throws {
    let isNew = try keys.note(stanza)
    #expect(isNew, "a message key is used twice; \(context)")
    inbox.append(Parcel(stanza: stanza, text: text))
  }
}
