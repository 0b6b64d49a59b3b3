import PushTokens
import TestSupport
import Testing
import XML

/// A ledger between four contacts, one of whom sends what he has learned of the others' tokens, under a random
/// schedule.
@Suite("The ledger over time")
struct LedgerSimulationTests {
  @Test("Bounds hold, nothing expired is chosen, and every token names one contact", arguments: 1...5 as ClosedRange<UInt64>)
  func invariants(seed: UInt64) throws {
    var simulation = try Simulation(seed: seed)
    for _ in 0..<600 { try simulation.step() }
    #expect(simulation.knocks > 20)
    #expect(simulation.refusals > 20)
    #expect(simulation.pushes > 20)
    #expect(simulation.evictions > 20)
  }
}

private struct Simulation {
  private var random: SplitMix64
  private var now = Fixtures.now
  private var given: [GivenToken] = []
  private var held: [HeldToken] = []

  /// Who was given which of our tokens, and who gave us which first, as the world knows it.
  private var recipients: [PushToken: JID] = [:]
  private var issuers: [PushToken: JID] = [:]
  /// The same tokens in the order in which they came, as dictionaries have none that a seed could repeat.
  private var givenOut: [PushToken] = []
  private var received: [JID: [PushToken]] = [:]

  private(set) var knocks = 0
  private(set) var refusals = 0
  private(set) var pushes = 0
  private(set) var evictions = 0

  private let contacts: [JID]

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    contacts = try ["alice@a.example", "bob@b.example", "carol@c.example", "mallory@m.example"].map { try JID($0) }
  }

  mutating func step() throws {
    now = DateTime(secondsSinceEpoch: now.secondsSinceEpoch + .random(in: 0...14_400, using: &random))
    let contact = contacts.randomElement(using: &random)!
    switch Int.random(in: 0..<12, using: &random) {
    case 0...2: replenish(contact)
    case 3...6: try receive(from: contact)
    case 7...8: knock(at: contact)
    case 9...10: takePush()
    default: purge()
    }
    checkBounds()
  }

  private mutating func replenish(_ contact: JID) {
    let device = UInt32.random(in: 1...14, using: &random)
    let count = TokenSupply.shortfall(of: contact, device: device, at: Fixtures.endpoint, given: given, now: now)
    for _ in 0..<count {
      let token = MintedToken(token: freshToken(), endpoint: Fixtures.endpoint, expires: later())
      guard !token.isStale(at: now) else { continue }
      given.append(token.given(to: contact, device: device, now: now))
      recipients[token.token] = contact
      givenOut.append(token.token)
    }
  }

  /// A payload of fresh tokens and some that the contact sent before; Mallory adds others'.
  private mutating func receive(from contact: JID) throws {
    var tokens = Set((0..<Int.random(in: 1...12, using: &random)).map { _ in freshToken() })
    let repeated = received[contact, default: []].suffix(60).shuffled(using: &random).prefix(3)
    let isThief = contact == contacts[3] && Bool.random(using: &random)
    let stolen = isThief ? held.filter { $0.contact != contact }.map(\.token).shuffled(using: &random).prefix(2) : []
    tokens.formUnion(repeated)
    tokens.formUnion(stolen)
    let payload = try TokenPayload(
      endpoint: Bool.random(using: &random) ? Fixtures.endpoint : Fixtures.otherEndpoint,
      tokens: tokens.sorted { $0.text < $1.text }.map {
        TokenGrant(token: $0, expires: Bool.random(using: &random) ? later() : nil)
      })
    let before = held
    do {
      let merge = try TokenMerge(
        payload, from: contact, device: .random(in: 1...3, using: &random), into: held, now: now)
      #expect(stolen.isEmpty)
      for grant in payload.tokens where issuers.updateValue(contact, forKey: grant.token) == nil {
        received[contact, default: []].append(grant.token)
      }
      let replaced = Set(merge.removed).union(merge.saved.map(\.token))
      held = held.filter { !replaced.contains($0.token) } + merge.saved
      evictions += merge.removed.count
      #expect(before.filter { $0.contact != contact } == held.filter { $0.contact != contact })
    } catch {
      #expect(error == .claimedByAnother)
      #expect(!stolen.isEmpty)
      refusals += 1
    }
  }

  private mutating func knock(at contact: JID) {
    guard let chosen = KnockSelection.choose(from: held, for: contact, now: now) else {
      #expect(!held.contains { $0.contact == contact && $0.state != .dead && $0.end > now })
      return
    }
    #expect(chosen.end > now)
    #expect(chosen.state != .dead)
    #expect(chosen.contact == contact)
    #expect(issuers[chosen.token] == contact)
    if chosen.state == .used {
      #expect(!held.contains { $0.contact == contact && $0.state == .unused && $0.end > now })
    }
    let status = [202, 200, 404, 410, 429, 503, 500, 302].randomElement(using: &random)!
    let index = held.firstIndex(of: chosen)!
    held[index] = chosen.after(KnockResponse(status: status))
    if status == 404 || status == 410 {
      #expect(KnockSelection.choose(from: held, for: contact, now: now)?.token != chosen.token)
    }
    knocks += 1
  }

  /// A push brings some token that we gave out, or one that we never did.
  private mutating func takePush() {
    let isKnown = Bool.random(using: &random)
    let token = isKnown ? givenOut.suffix(200).randomElement(using: &random) ?? freshToken() : freshToken()
    let rows = given.indices.filter { given[$0].token == token && given[$0].isRecognised(at: now) }
    #expect(rows.count <= 1)
    guard let row = rows.first else { return }
    #expect(recipients[token] == given[row].contact)
    given[row].lastSeen = now
    pushes += 1
  }

  private mutating func purge() {
    let heldGone = Set(TokenPurge.held(held, now: now))
    let givenGone = Set(TokenPurge.given(given, now: now))
    held.removeAll { heldGone.contains($0.token) }
    given.removeAll { givenGone.contains($0.token) }
    #expect(held.allSatisfy { $0.end > now })
    #expect(given.allSatisfy { $0.isRecognised(at: now) })
  }

  private func checkBounds() {
    #expect(Set(held.map(\.token)).count == held.count)
    #expect(Set(given.map(\.token)).count == given.count)
    for contact in contacts {
      #expect(held.count { $0.contact == contact } <= TokenLimits.heldPerContact)
      let outstanding = given.filter { $0.contact == contact && $0.isRecognised(at: now) }
      #expect(outstanding.count <= TokenLimits.givenPerContact)
    }
    #expect(held.allSatisfy { issuers[$0.token] == $0.contact })
  }

  private mutating func freshToken() -> PushToken {
    try! PushToken(random.bytes(20).hex)
  }

  private mutating func later() -> DateTime {
    DateTime(secondsSinceEpoch: now.secondsSinceEpoch + .random(in: 1...30 * Fixtures.day, using: &random))
  }
}
