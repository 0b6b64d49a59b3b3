import OMEMO
import Pawl
import Testing

@Suite("Heartbeats")
struct HeartbeatTests {
  @Test("C12 heartbeat: one is owed when a chain passes message 53, and once more each time it grows by as much", arguments: [
    (0, 1, false), (0, 53, false), (52, 53, false), (53, 54, true), (0, 54, true), (54, 55, false), (54, 106, false),
    (106, 107, true), (100, 300, true), (60, 60, false), (0, 0, false), (300, 301, false), (4_294_967_294, 4_294_967_295, false),
  ] as [(UInt32, UInt32, Bool)])
  func isDue(before: UInt32, after: UInt32, expected: Bool) {
    #expect(Heartbeat.isDue(chainLength: before, after) == expected)
  }

  @Test("Who only listens answers the 54th message, and the answer is not answered", arguments: Namespace.allCases)
  func monologue(namespace: OMEMO.Namespace) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: namespace)
    var answers: [Int: [String]] = [:]
    for number in 1...110 {
      let received = try await bob.receive(alice.send("\(number)", to: bob))
      #expect(received.text == "\(number)")
      if !received.answers.isEmpty { answers[number] = received.answers }
    }
    #expect(answers.keys.sorted() == [54, 107])
    let heartbeat = try #require(answers[54]?.first)
    let received = try await alice.receive(heartbeat)
    #expect(received.answers.isEmpty && received.text == nil)
    for number in 1...50 {
      #expect(try await bob.receive(alice.send("\(number)", to: bob)).answers.isEmpty)
    }
  }
}
