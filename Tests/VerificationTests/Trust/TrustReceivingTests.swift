import Testing
import Verification
import XML

/// XEP-0450's rules for receiving, one test a rule, with the XEP's devices.
@Suite("Receiving trust messages")
struct TrustReceivingTests {
  typealias World = TrustWorld
  static let (a1, a2, a3) = (World.a1, World.a2, World.a3)
  static let (b1, b2, c1) = (World.b1, World.b2, World.c1)

  @Test("An own device's word counts for a contact's key and an own one")
  func fromOwnDevice() {
    var state = World.state(of: Self.a2, authenticated: [Self.a1], undecided: [Self.b1, Self.a3])
    let decision = state.receive(trust: [Self.b1, Self.a3], from: Self.a1, sent: 10)
    #expect(state.level(Self.b1) == .authenticated && state.level(Self.a3) == .authenticated)
    #expect(
      decision.changes.map(\.key) == [Self.a3, Self.b1] && decision.changes.allSatisfy { $0.isNew && $0.by == Self.a1 })
    #expect(decision.changes.allSatisfy { $0.decided == World.at(10) })
    #expect(decision.postponed.isEmpty && decision.ignored.isEmpty && state.postponed.isEmpty)
  }

  @Test("A contact's device's word counts for that contact's other keys")
  func fromContact() {
    var state = World.state(of: Self.b1, authenticated: [Self.a1], undecided: [Self.a2, Self.a3])
    _ = state.receive(trust: [Self.a2], distrust: [Self.a3], from: Self.a1, sent: 10)
    #expect(state.level(Self.a2) == .authenticated && state.level(Self.a3) == .distrusted)
  }

  @Test("G2 vouching for others: a contact vouches neither for another contact nor for our own keys")
  func notTheirs() {
    var state = World.state(of: Self.a1, authenticated: [Self.b1], undecided: [Self.c1, Self.a2])
    let before = state
    let decision = state.receive(trust: [Self.c1], distrust: [Self.a2], from: Self.b1, sent: 10)
    #expect(state == before)
    #expect(decision.ignored.map(\.reason) == [.notTheirs, .notTheirs])
    #expect(decision.changes.isEmpty && decision.postponed.isEmpty)
  }

  @Test("G1 statements of the unauthenticated: not authenticated, the sender's word waits until it is", arguments: [true, false])
  func waitsForSender(isKnown: Bool) {
    var state = World.state(of: Self.b1, undecided: isKnown ? [Self.a1, Self.a2] : [Self.a2])
    let first = state.receive(trust: [Self.a2], from: Self.a1, sent: 10)
    #expect(state.level(Self.a2) == .undecided)
    #expect(first.postponed.count == 1 && first.changes.isEmpty && state.postponed == first.postponed)
    let second = state.decide(.trust, on: Self.a1, now: World.at(20))
    #expect(state.level(Self.a2) == .authenticated)
    #expect(second.changes.map(\.key) == [Self.a1, Self.a2])
    #expect(second.noLongerPostponed == first.postponed && state.postponed.isEmpty)
  }

  @Test("An unknown key's statement waits until the key is fetched")
  func waitsForKey() {
    var state = World.state(of: Self.a1, authenticated: [Self.b1])
    let first = state.receive(trust: [Self.b2], from: Self.b1, sent: 10)
    #expect(first.postponed.count == 1 && state.level(Self.b2) == nil)
    let second = state.fetched([Self.b2])
    #expect(state.level(Self.b2) == .authenticated)
    #expect(second.changes.map(\.key) == [Self.b2] && second.noLongerPostponed == first.postponed)
    #expect(state.fetched([Self.b2]) == TrustDecision())
  }

  @Test("Fetching a key that nobody spoke of changes nothing but that it is known")
  func fetched() {
    var state = World.state(of: Self.a1, authenticated: [Self.b1])
    #expect(state.fetched([Self.b2, Self.a1, Self.b1]) == TrustDecision())
    #expect(state.level(Self.b2) == .undecided && state.level(Self.a1) == nil && state.level(Self.b1) == .authenticated)
  }

  @Test("One authentication makes a chain of statements count")
  func chain() {
    var state = World.state(of: Self.a1, undecided: [Self.a2, Self.a3, Self.b1, Self.b2])
    _ = state.receive(trust: [Self.b2], from: Self.b1, sent: 30)
    _ = state.receive(trust: [Self.b1], from: Self.a3, sent: 20)
    _ = state.receive(trust: [Self.a3], from: Self.a2, sent: 10)
    #expect(state.postponed.count == 3)
    let decision = state.decide(.trust, on: Self.a2, now: World.at(40))
    #expect(decision.changes.map(\.key) == [Self.a2, Self.a3, Self.b1, Self.b2])
    #expect(decision.noLongerPostponed.count == 3 && state.postponed.isEmpty)
  }

  @Test("A chain within one message is settled at once, and leaves nothing to store")
  func briefly() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.a3, Self.b1])
    _ = state.receive(trust: [Self.b1], from: Self.a3, sent: 5)
    let decision = state.receive(trust: [Self.a3], from: Self.a2, sent: 10)
    #expect(decision.changes.map(\.key) == [Self.a3, Self.b1])
    #expect(decision.postponed.isEmpty && decision.noLongerPostponed.count == 1)
  }

  @Test("A distrusted device's word neither counts nor waits, and what waited is dropped")
  func distrustedSender() {
    var state = World.state(of: Self.a1, undecided: [Self.b1, Self.b2])
    let first = state.receive(trust: [Self.b2], from: Self.b1, sent: 10)
    let second = state.decide(.distrust, on: Self.b1, now: World.at(20))
    #expect(second.noLongerPostponed == first.postponed && state.postponed.isEmpty)
    let third = state.receive(trust: [Self.b2], from: Self.b1, sent: 30)
    #expect(third.ignored.map(\.reason) == [.distrustedSender])
    // Nor does it come back when the device is trusted again.
    _ = state.decide(.trust, on: Self.b1, now: World.at(40))
    #expect(state.level(Self.b2) == .undecided)
  }

  @Test("A device distrusted by another own device loses what waited of it")
  func distrustedByMessage() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1, Self.b2])
    _ = state.receive(trust: [Self.b2], from: Self.b1, sent: 10)
    _ = state.receive(distrust: [Self.b1], from: Self.a2, sent: 20)
    #expect(state.level(Self.b1) == .distrusted && state.postponed.isEmpty)
  }

  @Test("The later statement counts, in whichever order they arrive", arguments: [[0, 1], [1, 0]])
  func order(order: [Int]) {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1])
    for index in order {
      if index == 0 {
        _ = state.receive(trust: [Self.b1], from: Self.a2, sent: 10)
      } else {
        _ = state.receive(distrust: [Self.b1], from: Self.a2, sent: 20)
      }
    }
    #expect(state.level(Self.b1) == .distrusted)
  }

  @Test("G3 replayed trust: an old message delivered again does not undo a decision of the user's")
  func replay() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1])
    _ = state.receive(trust: [Self.b1], from: Self.a2, sent: 10)
    _ = state.decide(.distrust, on: Self.b1, now: World.at(20))
    let again = state.receive(trust: [Self.b1], from: Self.a2, sent: 10)
    #expect(state.level(Self.b1) == .distrusted)
    #expect(again.ignored.map(\.reason) == [.outdated])
  }

  @Test("In one second, distrust counts", arguments: [true, false])
  func sameSecond(trustFirst: Bool) {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1])
    if trustFirst { _ = state.receive(trust: [Self.b1], from: Self.a2, sent: 10) }
    _ = state.receive(distrust: [Self.b1], from: Self.a2, sent: 10)
    _ = state.receive(trust: [Self.b1], from: Self.a2, sent: 10)
    #expect(state.level(Self.b1) == .distrusted)
    // The same of statements that wait.
    var waiting = World.state(of: Self.a1, undecided: [Self.a2, Self.b1])
    if trustFirst { _ = waiting.receive(trust: [Self.b1], from: Self.a2, sent: 10) }
    _ = waiting.receive(distrust: [Self.b1], from: Self.a2, sent: 10)
    _ = waiting.receive(trust: [Self.b1], from: Self.a2, sent: 10)
    #expect(waiting.postponed.map(\.statement) == [.distrust])
  }

  @Test("G6 future dates: a message from the year 9999 is one of now, and does not stay the last word")
  func future() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1])
    _ = state.receive(trust: [Self.b1], from: Self.a2, sent: 253_402_300_799, now: 1000)
    #expect(state.keys[Self.b1]?.decided == World.at(1000))
    _ = state.receive(distrust: [Self.b1], from: Self.a2, sent: 1001, now: 1001)
    #expect(state.level(Self.b1) == .distrusted)
  }

  @Test("What says the same again carries the date on and is no news")
  func again() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2, Self.b1])
    let decision = state.receive(trust: [Self.b1], from: Self.a2, sent: 50)
    #expect(decision.changes.map(\.isNew) == [false])
    #expect(state.keys[Self.b1]?.decided == World.at(50))
  }

  @Test("G4 distrust of this device: nobody decides on this very device, and its own messages are passed over")
  func thisDevice() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2, Self.b1], undecided: [Self.b2])
    let before = state
    let about = state.receive(distrust: [Self.a1], from: Self.a2, sent: 10)
    let own = state.receive(trust: [Self.b2], from: Self.a1, sent: 10)
    #expect(about.ignored.map(\.reason) == [.aboutThisDevice] && own.ignored.map(\.reason) == [.reflection])
    #expect(state.decide(.distrust, on: Self.a1, now: World.at(10)) == TrustDecision())
    #expect(state == before)
  }

  @Test("This device's own key is not among those that are decided on")
  func ownKey() {
    let state = World.state(of: Self.a1, authenticated: [Self.a1, Self.a2])
    #expect(Set(state.keys.keys) == [Self.a2])
  }

  @Test("Messages for other protocols and encryptions are passed over")
  func otherProtocols() throws {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1])
    let owners = World.message(trust: [Self.b1]).keyOwners
    for message in [
      try TrustMessage(usage: "urn:example:other", keyOwners: owners),
      try TrustMessage(encryption: "eu.siacs.conversations.axolotl", keyOwners: owners),
    ] {
      let decision = state.receive(message, from: Self.a2, sent: World.at(10), now: World.at(10))
      #expect(decision.ignored.map(\.reason) == [.anotherProtocol])
    }
    #expect(state.level(Self.b1) == .undecided)
  }

  @Test("Of one sender about one key the latest statement waits")
  func latestWaits() {
    var state = World.state(of: Self.a1, undecided: [Self.b1, Self.b2])
    let first = state.receive(trust: [Self.b2], from: Self.b1, sent: 10)
    let second = state.receive(distrust: [Self.b2], from: Self.b1, sent: 20)
    #expect(second.noLongerPostponed == first.postponed)
    #expect(state.receive(trust: [Self.b2], from: Self.b1, sent: 15) == TrustDecision())
    #expect(state.receive(distrust: [Self.b2], from: Self.b1, sent: 20) == TrustDecision())
    #expect(state.postponed.map(\.statement) == [.distrust])
  }

  @Test("Of one second, a device's distrust comes before what it said")
  func distrustFirst() {
    var state = World.state(of: Self.a1, undecided: [Self.a2, Self.a3, Self.b1, Self.b2])
    _ = state.receive(trust: [Self.b2], from: Self.b1, sent: 10)
    _ = state.receive(distrust: [Self.b1], from: Self.a3, sent: 10)
    _ = state.receive(trust: [Self.a3, Self.b1], from: Self.a2, sent: 10)
    let decision = state.decide(.trust, on: Self.a2, now: World.at(20))
    #expect(decision.changes.map(\.level) == [.authenticated, .authenticated, .authenticated, .distrusted])
    #expect(state.level(Self.b1) == .distrusted && state.level(Self.b2) == .undecided && state.postponed.isEmpty)
  }

  @Test("A state is what it was after its parts went through storage")
  func stored() {
    var state = World.state(of: Self.a1, authenticated: [Self.a2], undecided: [Self.b1, Self.b2])
    _ = state.receive(trust: [Self.b2], from: Self.b1, sent: 10)
    _ = state.receive(trust: [Self.c1], from: Self.a2, sent: 20)
    var loaded = TrustState(device: state.device, keys: state.keys, postponed: state.postponed.reversed())
    #expect(loaded == state && loaded.postponed.map(\.sent) == [World.at(10), World.at(20)])
    #expect(
      loaded.decide(.trust, on: Self.b1, now: World.at(30)) == state.decide(.trust, on: Self.b1, now: World.at(30)))
  }
}
