import Testing
import Verification
import XML

@Suite("Bounds of trust messages")
struct TrustBoundTests {
  typealias World = TrustWorld

  private static func ids(_ count: Int, from start: Int = 0) -> [TrustKeyID] {
    (start..<(start + count)).map { try! TrustKeyID([1, UInt8($0 >> 8 & 255), UInt8($0 & 255)]) }
  }

  @Test("An undecided account's devices push out their own oldest statements and no others'")
  func contact() throws {
    var state = World.state(of: World.a1, undecided: [World.b1, World.c1])
    _ = state.receive(trust: [World.key(World.carol, 9)], from: World.c1, sent: 1)
    var decision = TrustDecision()
    for batch in 0..<6 {
      let keys = Self.ids(100, from: batch * 100).map { KeyReference(World.bob, $0) }
      decision = state.receive(trust: keys, from: World.b1, sent: Int64(10 + batch))
    }
    #expect(state.postponed.count { $0.sender == World.b1 } == TrustLimits.postponedPerContact)
    #expect(state.postponed.count { $0.sender == World.c1 } == 1)
    #expect(
      decision.noLongerPostponed.count == 100 && decision.noLongerPostponed.allSatisfy { $0.sent == World.at(10) })
  }

  @Test("G5 floods: a ghost device cannot push out what an authenticated one said")
  func ghost() throws {
    let ghost = World.key(World.bob, 0xee)
    var state = World.state(of: World.a1, authenticated: [World.b1], undecided: [ghost])
    _ = state.receive(trust: [World.b2], from: World.b1, sent: 1)
    for batch in 0..<3 {
      let keys = Self.ids(300, from: batch * 300).map { KeyReference(World.bob, $0) }
      _ = state.receive(trust: keys, from: ghost, sent: Int64(10 + batch))
    }
    #expect(state.postponed.count == TrustLimits.postponedPerContact)
    #expect(state.postponed.contains { $0.sender == World.b1 })
    _ = state.fetched([World.b2])
    #expect(state.level(World.b2) == .authenticated)
  }

  @Test("A new device takes a whole message of its own account, before it has fetched a key")
  func newDevice() throws {
    let owners = try (0..<200).map { owner in
      try TrustMessage.KeyOwner(jid: JID("friend\(owner)@example.org"), trusted: Self.ids(10))
    }
    var state = World.state(of: World.a3, undecided: [World.a2])
    let message = try TrustMessage(keyOwners: owners)
    let decision = state.receive(message, from: World.a2, sent: World.at(10), now: World.at(10))
    #expect(decision.postponed.count == 2000)
    _ = state.decide(.trust, on: World.a2, now: World.at(20))
    let keys = owners.flatMap { owner in owner.trusted.map { KeyReference(owner.jid, $0) } }
    #expect(state.fetched(keys).changes.count == 2000 && state.postponed.isEmpty)
  }
}
