import Pawl
import TestSupport
import Testing

/// The devices of a contact that nobody has decided on, as lines to show.
func undecided(_ contact: String, for device: Device) async throws -> [(line: String, device: KnownDevice)] {
  try await device.devices(of: contact).compactMap { known in
    guard known.trust == .undecided, let fingerprint = known.fingerprint else { return nil }
    let warning = known.isKnownOtherwise ? " (had another key before)" : ""
    return ("device \(known.device): \(fingerprint)\(warning)", known)
  }
}

/// Takes the user's word for one of them. What comes of it tells the verified devices of both accounts: carry it out.
func verify(_ known: KnownDevice, seen fingerprint: Fingerprint, for device: Device, now: Int64) async throws -> [Action] {
  try await device.setTrust(.verified, in: fingerprint, of: known.jid, device: known.device, now: now).actions
}

/// Compares a code that the camera read off the other's screen, and verifies the device if it fits.
func compare(_ scanned: [UInt8], with known: KnownDevice, for device: Device, now: Int64) async throws -> [Action]? {
  let number = try await device.safetyNumber(with: known.jid, device: known.device)
  guard try number.matches(scanned: scanned), let fingerprint = known.fingerprint else { return nil }
  return try await verify(known, seen: fingerprint, for: device, now: now)
}

/// Alice asks, Bob answers; both learn whether they typed the same.
func verifyBySecret(alice: Device, bob: Device, now: Int64) async throws -> [VerificationEvent] {
  var events: [VerificationEvent] = []
  var onTheWay = [
    try await alice.startVerification(of: bob.jid, device: bob.id, secret: "the swans", question: "What chased us?", now: now)
  ]
  for receiver in [bob, alice, bob, alice] {
    let arriving = onTheWay
    onTheWay = []
    for stanza in arriving {
      let received = try await receiver.receive(stanza, now: now)
      for case .send(let reply) in received.actions { onTheWay.append(reply) }
      for case .verification(let event) in received.events {
        events.append(event)
        // The app shows the question, and never answers by itself.
        guard case .asked = event else { continue }
        onTheWay.append(try await bob.answerVerification(alice.jid, device: alice.id, secret: "the swans", now: now))
      }
    }
  }
  return events
}

@Suite("Page: Trust")
struct TrustPageTests {
  @Test("A device is shown, decided on, and compared")
  func deciding() async throws {
    let (_, alice, bob) = try await introduced(policy: .manual)
    let shown = try await undecided(bob.jid, for: alice)
    #expect(shown.map(\.line) == ["device \(bob.id): \(bob.fingerprint)"])
    let known = try #require(shown.first?.device)
    await #expect(throws: TrustError.otherKey) { _ = try await verify(known, seen: alice.fingerprint, for: alice, now: pageTime) }
    #expect(try await verify(known, seen: bob.fingerprint, for: alice, now: pageTime).isEmpty)
    #expect(try await alice.devices(of: bob.jid).map(\.trust) == [.verified])

    // Bob's screen, Alice's camera; and somebody else's screen.
    _ = try await bob.receive(alice.encrypt("Hello", to: bob.jid, now: pageTime).stanza, now: pageTime)
    let screen = try await bob.safetyNumber(with: alice.jid, device: alice.id).scannable
    #expect(try await compare(screen, with: known, for: alice, now: pageTime) != nil)
    let own = try await alice.safetyNumber(with: bob.jid, device: bob.id).scannable
    #expect(try await compare(own, with: known, for: alice, now: pageTime) == nil)
  }

  @Test("A secret that both know")
  func secret() async throws {
    let (_, alice, bob) = try await introduced()
    let events = try await verifyBySecret(alice: alice, bob: bob, now: pageTime)
    #expect(events == [.asked(question: "What chased us?"), .wentOn, .match, .match])
    #expect(try await bob.devices(of: alice.jid).map(\.trust) == [.verified])
  }
}
