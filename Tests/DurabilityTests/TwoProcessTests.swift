import Testing

@Suite("Two processes on one store")
struct TwoProcessTests {
  @Test("What both are given at once one reads and the other knows as read; nothing is lost, and no key used twice")
  func appAndExtension() throws {
    let store = try SharedStore(seed: Proof.seed)
    let operations = Proof.count(short: 2_000, long: 100_000)
    while store.operations < operations { try store.runRound() }
    try store.finish()
  }
}
