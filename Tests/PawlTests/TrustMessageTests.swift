import Foundation
import Pawl
import Primitives
import Storage
import Testing
import Verification
import XML

@Suite("Trust messages in Device")
struct TrustMessageTests {
  /// Alice's two devices, which have verified each other, and Bob's two; all have sessions or bundles of each other.
  struct World {
    let phone: TestDevice
    let tablet: TestDevice
    let bob: TestDevice
    let desk: TestDevice

    init() async throws {
      phone = try TestDevice("alice@example.org", id: 1)
      tablet = try TestDevice("alice@example.org", id: 3)
      bob = try TestDevice("bob@example.net", id: 2)
      desk = try TestDevice("bob@example.net", id: 4)
      for alice in [phone, tablet] {
        try await alice.meet(phone, tablet)
        try await alice.meet(bob, desk)
      }
      for device in [bob, desk] {
        try await device.meet(phone, tablet)
        try await device.meet(bob, desk)
      }
      _ = try await phone.verify(tablet)
      _ = try await tablet.verify(phone)
    }
  }

  @Test("Who verifies one device of a contact's verifies it on his other devices, too, and theirs learn of his")
  func verified() async throws {
    let world = try await World()
    let outcome = try await world.phone.verify(world.bob)
    #expect(outcome.changes.isEmpty && outcome.stanzas.count == 2)
    // The tablet has verified the phone, so its word counts at once.
    let (atTablet, _) = try await world.tablet.takeAll(outcome.stanzas)
    #expect(atTablet == [TrustChange(world.bob, .verified, by: world.phone)])
    #expect(try await world.tablet.trust(in: world.bob) == .verified)
    // Bob has not verified the phone: what it says waits.
    let (atBob, _) = try await world.bob.takeAll(outcome.stanzas)
    #expect(atBob.isEmpty)
    #expect(try await world.bob.trust(in: world.tablet) == .trusted)
    let answer = try await world.bob.verify(world.phone)
    #expect(answer.changes == [TrustChange(world.tablet, .verified, by: world.phone)])
    #expect(try await world.bob.trust(in: world.tablet) == .verified)
  }

  @Test("A process that only decrypts leaves what it has to tell to one that has a connection")
  func decryptsOnly() async throws {
    let world = try await World()
    let reader = try world.phone.reopened(decryptsOnly: true)
    let outcome = try await reader.setTrust(
      .verified, in: world.bob.device.fingerprint, of: world.bob.jid, device: world.bob.device.id, now: TestDevice.now)
    #expect(outcome.actions.isEmpty)
    let stanzas = try await world.phone.device.maintain(now: TestDevice.now).stanzas
    let (changes, _) = try await world.tablet.takeAll(stanzas)
    #expect(changes == [TrustChange(world.bob, .verified, by: world.phone)])
    #expect(try await world.phone.device.maintain(now: TestDevice.now).stanzas.isEmpty)
  }

  @Test("A server that takes our own address off a message to ourselves does not keep it from being read")
  func withoutAddress() async throws {
    let world = try await World()
    let outcome = try await world.phone.verify(world.bob)
    let stanza = try #require(outcome.stanzas.first { $0.contains("to='alice@example.org'") })
    let received = try await world.tablet.receive(stanza.replacing(" to='alice@example.org'", with: ""))
    #expect(received.events.count == 1)
    #expect(try await world.tablet.trust(in: world.bob) == .verified)
  }

  @Test("A message says nothing to the user but what follows from it, and nothing to devices that are not verified")
  func quiet() async throws {
    let world = try await World()
    let outcome = try await world.phone.verify(world.bob)
    for stanza in outcome.stanzas {
      #expect(!stanza.contains("trust-message") && stanza.contains("<store"))
      for device in [world.desk] {
        await #expect(throws: ReceiveError.notForThisDevice) { _ = try await device.receive(stanza) }
      }
    }
    let received = try await world.bob.receive(#require(outcome.stanzas.first { $0.contains("to=\"bob") || $0.contains("to='bob") }))
    #expect(received.text == nil && received.events.allSatisfy { if case .message = $0 { false } else { true } })
  }

  @Test("A key that is distrusted is distrusted everywhere, and what its device said no longer waits")
  func distrusted() async throws {
    let world = try await World()
    let desk = try await world.desk.verify(world.bob)
    _ = desk
    _ = try await world.tablet.takeAll(world.phone.verify(world.bob).stanzas)
    // Bob vouches for his desk, to a phone that then distrusts Bob.
    _ = try await world.bob.verify(world.phone)
    let said = try await world.bob.verify(world.desk)
    let late = try TestDevice("alice@example.org", id: 7)
    try await late.meet(world.bob, world.desk)
    try await world.bob.meet(world.phone, world.tablet, late)
    #expect(try await world.phone.takeAll(said.stanzas).changes == [TrustChange(world.desk, .verified, by: world.bob)])
    let withdrawn = try await world.phone.decide(.distrusted, world.bob, later: 1)
    #expect(try await world.tablet.takeAll(withdrawn.stanzas).changes == [TrustChange(world.bob, .distrusted, by: world.phone)])
    #expect(try await world.tablet.trust(in: world.bob) == .distrusted)
  }

  @Test("Words that typed alike have the same effect: the other devices follow")
  func sharedSecret() async throws {
    let world = try await World()
    let start = try await world.phone.device.startVerification(
      of: world.bob.jid, device: world.bob.device.id, secret: "tea", now: TestDevice.now)
    for answer in try await world.bob.receive(start).answers { _ = try await world.phone.receive(answer) }
    let second = try await world.bob.device.answerVerification(
      world.phone.jid, device: world.phone.device.id, secret: "tea", now: TestDevice.now)
    let third = try await world.phone.receive(second).answers
    let fourth = try await world.bob.takeAll(third).answers
    let last = try await world.phone.takeAll(fourth)
    #expect(try await world.phone.trust(in: world.bob) == .verified)
    _ = try await world.tablet.takeAll(last.answers)
    #expect(try await world.tablet.trust(in: world.bob) == .verified)
    _ = try await world.bob.takeAll(last.answers)
    #expect(try await world.bob.trust(in: world.tablet) == .verified)
  }

  @Test("What is said of a key that is not known yet counts when its bundle comes")
  func unknownKey() async throws {
    let world = try await World()
    let new = try TestDevice("bob@example.net", id: 9)
    try await world.phone.meet(world.bob, world.desk, new)
    let outcome = try await world.phone.verify(new)
    #expect(try await world.tablet.takeAll(outcome.stanzas).changes.isEmpty)
    _ = try await world.tablet.device.importDeviceList(
      "<devices xmlns='urn:xmpp:omemo:2'><device id='9'/></devices>", of: new.jid)
    let changes = try await world.tablet.device.importBundle(new.device.bundle(), of: new.jid, device: new.device.id)
    #expect(changes == [TrustChange(new, .verified, by: world.phone)])
    #expect(try await world.tablet.trust(in: new) == .verified)
  }

  /// Alice's two devices, which have verified each other, and Bob's. The phone has nothing to write to anybody with.
  private func speechless() async throws -> (phone: TestDevice, tablet: TestDevice, bob: TestDevice) {
    let phone = try TestDevice("alice@example.org", id: 1)
    let tablet = try TestDevice("alice@example.org", id: 3)
    let bob = try TestDevice("bob@example.net", id: 2)
    try await phone.meet(phone, tablet)
    try await phone.meet(bob)
    try await tablet.meet(phone, tablet)
    try await tablet.meet(bob)
    _ = try await tablet.verify(phone)
    _ = try await phone.verify(tablet)
    try phone.loseSessions()
    return (phone, tablet, bob)
  }

  @Test("A device that nothing can be sent to now is sent it when it can")
  func owed() async throws {
    let (phone, tablet, bob) = try await speechless()
    let outcome = try await phone.verify(bob)
    #expect(outcome.actions.contains(.fetchBundle(jid: tablet.jid, device: tablet.device.id, .omemo2)))
    #expect(try await tablet.takeAll(outcome.stanzas).changes.isEmpty)
    try await tablet.giveBundle(to: phone)
    let later = try await phone.device.maintain(now: TestDevice.now)
    _ = try await tablet.takeAll(later.stanzas)
    #expect(try await tablet.trust(in: bob) == .verified)
    #expect(try await phone.device.maintain(now: TestDevice.now).stanzas.isEmpty)
  }

  @Test("What is sent late counts as of its decision: it does not overturn what was decided since where it goes")
  func owedAndOverruled() async throws {
    let (phone, tablet, bob) = try await speechless()
    _ = try await phone.verify(bob)
    _ = try await tablet.decide(.distrusted, bob, later: 100)
    try await tablet.giveBundle(to: phone)
    let stanzas = try await phone.device.maintain(now: TestDevice.now + 200).stanzas
    #expect(stanzas.count == 1)
    for stanza in stanzas { _ = try await tablet.device.receive(stanza, now: TestDevice.now + 200) }
    #expect(try await tablet.trust(in: bob) == .distrusted)
  }

  @Test("G1 device: what a device says that nobody verified changes nothing, and is kept within bounds")
  func unverified() async throws {
    let world = try await World()
    let message = try trustMessage(world.desk, .trust)
    #expect(try await world.phone.takeAll([world.bob.forgedTrust(message, to: world.phone)]).changes.isEmpty)
    #expect(try await world.phone.trust(in: world.desk) == .trusted)
    #expect(try world.phone.postponedCount() == 1)
    _ = try await world.phone.decide(.distrusted, world.bob)
    #expect(try world.phone.postponedCount() == 0)
    #expect(try await world.phone.trust(in: world.desk) == .trusted)
  }

  @Test("G2 device: a verified contact has no say in another's keys, nor in ours")
  func anothers() async throws {
    let world = try await World()
    let carol = try TestDevice("carol@example.com", id: 5)
    try await world.phone.meet(carol)
    _ = try await world.phone.verify(world.bob)
    for subject in [carol, world.tablet] {
      let message = try trustMessage(subject, subject === carol ? .trust : .distrust)
      #expect(try await world.phone.takeAll([world.bob.forgedTrust(message, to: world.phone)]).changes.isEmpty)
    }
    #expect(try await world.phone.trust(in: carol) == .trusted)
    #expect(try await world.phone.trust(in: world.tablet) == .verified)
  }

  @Test("G3, G6 device: what was said before the user decided is too late, and no date in the future makes it later")
  func dates() async throws {
    let world = try await World()
    _ = try await world.phone.verify(world.bob)
    _ = try await world.phone.decide(.distrusted, world.desk, later: 100)
    let old = try trustMessage(world.desk, .trust)
    for sent in [TestDevice.now, TestDevice.now + 99, TestDevice.now + 1_000_000] {
      _ = try await world.phone.device.receive(
        world.bob.forgedTrust(old, to: world.phone, sent: sent), now: TestDevice.now + 100)
      #expect(try await world.phone.trust(in: world.desk) == .distrusted)
    }
    _ = try await world.phone.device.receive(
      world.bob.forgedTrust(old, to: world.phone, sent: TestDevice.now + 200), now: TestDevice.now + 200)
    #expect(try await world.phone.trust(in: world.desk) == .verified)
  }

  @Test("G4 device: that another own device holds this one for lost is told, and changes nothing")
  func thisDevice() async throws {
    let world = try await World()
    let message = try trustMessage(world.phone, .distrust)
    let received = try await world.phone.receive(world.tablet.forgedTrust(message, to: world.phone))
    guard case .thisDeviceDistrusted(let device)? = received.events.first else {
      Issue.record("not told")
      return
    }
    #expect(device == world.tablet.recipient && received.events.count == 1)
    #expect(try await world.phone.trust(in: world.tablet) == .verified)
  }

  @Test("Not without a time, not twice in one message, not in bad form; a text beside it is read", arguments: 0..<3)
  func malformed(kind: Int) async throws {
    let world = try await World()
    _ = try await world.phone.verify(world.bob)
    let good = try trustMessage(world.desk, .trust).element
    var bad = good
    bad.attributes.removeAll { $0.name == "usage" }
    let body = Element("body", namespace: "jabber:client", text: "hi")
    let content = kind == 0 ? [good, body] : kind == 1 ? [good, good, body] : [bad, body]
    let received = try await world.phone.receive(
      world.bob.forged(content, to: world.phone, sent: kind == 0 ? nil : TestDevice.now))
    #expect(received.text == "hi" && received.events.count == 1)
    #expect(try await world.phone.trust(in: world.desk) == .trusted)
  }

  @Test("Over the legacy wire it does not count")
  func legacy() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair(in: .legacy)
    let outcome = try await alice.verify(bob)
    #expect(outcome.actions.isEmpty)
    #expect(try await alice.trust(in: bob) == .verified)
  }

  @Test("A key that was given up takes with it what it said and what was said of it")
  func forgotten() async throws {
    let world = try await World()
    let message = try trustMessage(world.desk, .trust)
    _ = try await world.phone.takeAll([world.bob.forgedTrust(message, to: world.phone)])
    #expect(try world.phone.postponedCount() == 1)
    try await world.phone.device.forgetKey(of: world.bob.jid, device: world.bob.device.id)
    #expect(try world.phone.postponedCount() == 0)
  }

  private func trustMessage(_ device: TestDevice, _ statement: TrustStatement) throws -> TrustMessage {
    let key = TrustKeyID(try device.identityKey())
    return try TrustMessage(keyOwners: [
      TrustMessage.KeyOwner(
        jid: JID(device.jid), trusted: statement == .trust ? [key] : [], distrusted: statement == .distrust ? [key] : [])
    ])
  }
}
