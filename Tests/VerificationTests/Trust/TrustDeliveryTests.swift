import Testing
import Verification
import XML

/// XEP-0450's rules for sending, with the XEP's examples.
@Suite("Sending trust messages")
struct TrustDeliveryTests {
  typealias World = TrustWorld
  static let (a1, a2, a3) = (World.a1, World.a2, World.a3)
  static let (b1, b2, c1) = (World.b1, World.b2, World.c1)

  private func deliveries(
    _ state: TrustState, _ statement: TrustStatement, _ key: KeyReference
  ) -> [TrustDelivery] {
    var state = state
    _ = state.decide(statement, on: key, now: World.at(100))
    return state.deliveries(after: statement, of: key)
  }

  @Test("A contact's key: to the own devices that key, to the contact's device the own keys")
  func contactAuthenticated() {
    let state = World.state(of: Self.a1, authenticated: [Self.a2, Self.c1], undecided: [Self.a3, Self.b1, Self.b2])
    #expect(
      deliveries(state, .trust, Self.b1) == [
        TrustDelivery(message: World.message(trust: [Self.b1]), recipients: [Self.a2]),
        TrustDelivery(message: World.message(trust: [Self.a2]), recipients: [Self.b1]),
      ])
  }

  @Test("An own key: to everyone that key, to the own device everyone's keys")
  func ownAuthenticated() {
    let state = World.state(of: Self.a2, authenticated: [Self.a1, Self.b1], undecided: [Self.a3, Self.c1])
    #expect(
      deliveries(state, .trust, Self.a3) == [
        TrustDelivery(message: World.message(trust: [Self.a3]), recipients: [Self.a1, Self.b1]),
        TrustDelivery(message: World.message(trust: [Self.a1, Self.b1]), recipients: [Self.a3]),
      ])
  }

  @Test("Distrust of an own key: to everyone else")
  func ownDistrusted() {
    let state = World.state(of: Self.a1, authenticated: [Self.a2, Self.a3, Self.b1], undecided: [Self.c1])
    #expect(
      deliveries(state, .distrust, Self.a3) == [
        TrustDelivery(message: World.message(distrust: [Self.a3]), recipients: [Self.a2, Self.b1])
      ])
  }

  @Test("Distrust of a contact's key: to the own devices, and not to the contact")
  func contactDistrusted() {
    let state = World.state(of: Self.a1, authenticated: [Self.a2, Self.b1, Self.b2, Self.c1], distrusted: [Self.a3])
    #expect(
      deliveries(state, .distrust, Self.b1) == [
        TrustDelivery(message: World.message(distrust: [Self.b1]), recipients: [Self.a2])
      ])
  }

  @Test("With nobody to tell, nothing is sent; nothing is ever said of this device")
  func nobody() {
    let state = World.state(of: Self.a1, undecided: [Self.b1, Self.a2])
    #expect(deliveries(state, .trust, Self.b1).isEmpty)
    #expect(deliveries(state, .distrust, Self.a2).isEmpty)
    #expect(deliveries(World.state(of: Self.a1, authenticated: [Self.a2]), .distrust, Self.a1).isEmpty)
  }

  @Test("More keys than a message takes go in several, each key once")
  func several() throws {
    let contacts = try (0..<450).map { try JID("friend\($0)@example.org") }
    let keys = contacts.flatMap { [World.key($0, 1), World.key($0, 2)] }
    let crowd = (0..<255).map { World.key(World.carol, UInt8($0)) }
    let state = World.state(of: Self.a1, authenticated: keys + crowd, undecided: [Self.a2])
    let sent = deliveries(state, .trust, Self.a2).filter { $0.recipients == [Self.a2] }
    #expect(sent.count >= 3)
    let told = sent.flatMap { $0.message.keyOwners.flatMap { $0.statements.map(\.key) } }
    #expect(Set(told) == Set(keys + crowd) && told.count == keys.count + crowd.count)
  }

  @Test("However many keys and however long their owners' names, a message fits an envelope, and none is left out")
  func large() throws {
    for (nameLength, owners, keysEach) in [(5, 190, 9), (5, 9, 190), (1000, 200, 10)] {
      let name = String(repeating: "x", count: nameLength)
      let contacts = try (0..<owners).map { try JID("\(name)\($0)@example.org") }
      let keys = contacts.flatMap { contact in (0..<keysEach).map { World.key(contact, UInt8($0)) } }
      let state = World.state(of: Self.a1, authenticated: keys, undecided: [Self.a2])
      let sent = deliveries(state, .trust, Self.a2).filter { $0.recipients == [Self.a2] }
      let told = sent.flatMap { $0.message.keyOwners.flatMap { $0.statements.map(\.key) } }
      #expect(sent.count > 1 && Set(told) == Set(keys) && told.count == keys.count)
      for delivery in sent {
        #expect(try delivery.message.element.serialized().utf8.count <= TrustLimits.writtenBytes + 100)
      }
    }
  }

  /// What each of five devices thinks of the others after some authentications, each in both directions, over a network
  /// that delivers a message to whom it is encrypted for.
  private func network(_ authentications: [(KeyReference, KeyReference)]) -> [KeyReference: TrustState] {
    let all = [Self.a1, Self.a2, Self.a3, Self.b1, Self.b2]
    var states = Dictionary(
      uniqueKeysWithValues: all.map { device in
        (device, World.state(of: device, undecided: all.filter { $0 != device }))
      })
    var now: Int64 = 0
    func authenticate(_ subject: KeyReference, by device: KeyReference) {
      now += 1
      _ = states[device]!.decide(.trust, on: subject, now: World.at(now))
      for delivery in states[device]!.deliveries(after: .trust, of: subject) {
        for recipient in delivery.recipients {
          _ = states[recipient]!.receive(delivery.message, from: device, sent: World.at(now), now: World.at(now))
        }
      }
    }
    for (one, other) in authentications {
      authenticate(other, by: one)
      authenticate(one, by: other)
    }
    return states
  }

  @Test("Four authentications join five devices, when each brings one new device")
  func joined() {
    let states = network([(Self.a1, Self.b1), (Self.a1, Self.a2), (Self.b1, Self.b2), (Self.a2, Self.a3)])
    for (device, state) in states {
      for other in states.keys where other != device { #expect(state.level(other) == .authenticated) }
      #expect(state.postponed.isEmpty)
    }
  }

  /// What followed from a message is not passed on, so the devices that had been joined before don't hear of each
  /// other.
  @Test("Two groups that join leave a gap, as XEP-0450 has it")
  func gap() {
    let states = network([(Self.a1, Self.a2), (Self.b1, Self.b2), (Self.a1, Self.b1)])
    #expect(states[Self.a1]!.level(Self.b2) == .authenticated && states[Self.a2]!.level(Self.b1) == .authenticated)
    #expect(states[Self.a2]!.level(Self.b2) == .undecided && states[Self.b2]!.level(Self.a2) == .undecided)
  }
}
