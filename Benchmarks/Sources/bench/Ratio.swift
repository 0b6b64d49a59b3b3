/// Two sums of figures of one run, the first divided by the second; smaller is better. It is formed within each round, so
/// that both were measured under the same conditions.
struct Ratio: Sendable {
  struct Term: Sendable {
    let implementation: String
    let work: String
    let clock: Work.Clock
    var factor = 1.0
  }

  let name: String
  let title: String
  /// What the project set out to reach.
  let target: Double
  let numerator: [Term]
  let denominator: [Term]

  static let all: [Ratio] = [
    Ratio(
      name: "in-chain/floor", title: "in-chain encrypt and decrypt, to the floor", target: 1.5,
      of: inChain(pawl), to: inChain(floor)),
    Ratio(
      name: "ping-pong/floor", title: "ping-pong, to the floor", target: 1.15,
      of: [term(pawl, "ping-pong")], to: [term(floor, "ping-pong")]),
    Ratio(
      name: "in-chain/vodozemac", title: "in-chain encrypt and decrypt, to vodozemac", target: 1 / 1.5,
      of: inChain(pawl), to: inChain("vodozemac")),
    Ratio(
      name: "ping-pong/vodozemac", title: "ping-pong, to vodozemac", target: 1 / 1.5,
      of: [term(pawl, "ping-pong")], to: [term("vodozemac", "ping-pong")]),
    Ratio(
      name: "in-chain/libomemo-c", title: "in-chain encrypt and decrypt, to libomemo-c", target: 1 / 3.0,
      of: inChain(pawl), to: inChain("libomemo-c")),
    Ratio(
      name: "ping-pong/libomemo-c", title: "ping-pong, to libomemo-c", target: 1 / 3.0,
      of: [term(pawl, "ping-pong")], to: [term("libomemo-c", "ping-pong")]),
    Ratio(
      name: "stanza-decrypt/decrypt", title: "decrypting a stanza, to its in-chain decrypt", target: 3,
      of: [term(pawl, "stanza-decrypt")], to: [term(pawl, "decrypt")]),
    Ratio(
      name: "fan-out-1000/encrypts", title: "stanza to 1,000 devices, to 1,000 in-chain encrypts", target: 1.5,
      of: [term(pawl, "fan-out-1000")], to: [term(pawl, "encrypt", factor: 1000)]),
    Ratio(
      name: "fan-out-100/encrypts", title: "stanza to 100 devices, to 100 in-chain encrypts", target: 1.5,
      of: [term(pawl, "fan-out-100")], to: [term(pawl, "encrypt", factor: 100)]),
    Ratio(
      name: "catch-up/in-memory", title: "durable catch-up, to the same in memory", target: 2,
      of: [term(pawl, "catch-up", .wall)], to: [term(pawl, "stanza-decrypt", .wall)]),
    Ratio(
      name: "message-100000/message-10", title: "a message with 100,000 sessions in the store, to one with 10",
      target: 1.2, of: [term(pawl, "message-100000", .wall)], to: [term(pawl, "message-10", .wall)]),
    Ratio(
      name: "message-1000/message-10", title: "a message with 1,000 sessions in the store, to one with 10",
      target: 1.2, of: [term(pawl, "message-1000", .wall)], to: [term(pawl, "message-10", .wall)]),
  ]

  private static let pawl = Implementation.pawl
  private static let floor = Implementation.floor

  private init(name: String, title: String, target: Double, of numerator: [Term], to denominator: [Term]) {
    self.name = name
    self.title = title
    self.target = target
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func term(
    _ implementation: String, _ work: String, _ clock: Work.Clock = .processor, factor: Double = 1
  ) -> Term {
    Term(implementation: implementation, work: work, clock: clock, factor: factor)
  }

  private static func inChain(_ implementation: String) -> [Term] {
    [term(implementation, "encrypt"), term(implementation, "decrypt")]
  }
}
