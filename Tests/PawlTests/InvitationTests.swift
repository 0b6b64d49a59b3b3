import Foundation
import Pawl
import TestSupport
import Testing

@Suite("Invitations in Device")
struct InvitationTests {
  private static let endpoint = "https://push.example/messages/"

  @Test("A link pins the key: the device is trusted or verified as the user says, and another key is refused", arguments: [true, false])
  func pins(isVerified: Bool) async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice("bob@example.net", id: 2)
    try await alice.device.setTrustPolicy(.manual)
    let link = try await bob.device.invitation(now: TestDevice.now)
    let accepted = try await alice.device.accept(link, isVerified: isVerified, now: TestDevice.now)
    #expect(accepted.jid == bob.jid && accepted.devices == [bob.device.id])
    #expect(Set(accepted.actions) == Set(Namespace.allCases.map { .fetchDeviceList(jid: bob.jid, $0) }))
    #expect(try await alice.trust(in: bob) == (isVerified ? .verified : .trusted))
    let impostor = try TestDevice(bob.jid, id: 2)
    await #expect(throws: ImportError.identityChanged) { try await alice.meet(impostor) }
    try await impostor.meet(alice)
    await #expect(throws: ReceiveError.identityChanged) { _ = try await alice.receive(impostor.send("hi", to: alice)) }
    try await alice.meet(bob)
    try await bob.meet(alice)
    #expect(try await bob.read(alice.send("hello", to: bob)) == "hello")
  }

  @Test("A push token in it wakes who invited, and stands in no other's name")
  func token() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice("bob@example.net", id: 2)
    await #expect(throws: InvitationError.noToken) {
      _ = try await bob.device.invitation(withToken: true, now: TestDevice.now)
    }
    try await bob.fillPool(1, endpoint: Self.endpoint)
    let link = try await bob.device.invitation(withToken: true, now: TestDevice.now)
    _ = try await alice.device.accept(link, isVerified: false, now: TestDevice.now)
    let knock = try await alice.device.knock(at: bob.jid, presence: .unavailable, trigger: .user, now: TestDevice.now)
    let request = try #require(knock.request)
    #expect(request.endpoint.text == Self.endpoint)
    #expect(try await bob.device.lookUp(request.token.text, now: TestDevice.now)?.jid == bob.jid)
    #expect(try await bob.device.tokens().unclaimed.isEmpty)
    // Whoever puts it into a link of his own gets no knocks for it.
    let mallory = try TestDevice("mallory@example.com", id: 9)
    let stolen = link.replacing("bob@example.net", with: mallory.jid)
    await #expect(throws: InvitationError.invalidToken) {
      _ = try await alice.device.accept(stolen, isVerified: false, now: TestDevice.now)
    }
  }

  @Test("With the token of a link the first text knocks by itself")
  func knocks() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice("bob@example.net", id: 2)
    try await bob.fillPool(1, endpoint: Self.endpoint)
    let link = try await bob.device.invitation(withToken: true, now: TestDevice.now)
    _ = try await alice.device.accept(link, isVerified: false, now: TestDevice.now)
    try await alice.meet(bob)
    _ = try await alice.send("hello", to: bob)
    let knock = try await alice.device.knock(at: bob.jid, presence: .unavailable, now: TestDevice.now)
    #expect(knock.decision == .knock(.messagesWait(1)) && knock.request?.endpoint.text == Self.endpoint)
  }

  @Test("A link's token is not kept with push off, of who is refused tokens, nor of a distrusted device", arguments: [
    "off", "refused", "distrusted",
  ])
  func tokenNotKept(why: String) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    switch why {
    case "off": _ = try await alice.device.setPush(isOn: false)
    case "refused": try await alice.device.revokeTokens(of: bob.jid)
    default: _ = try await alice.decide(.distrusted, bob)
    }
    try await bob.fillPool(1, endpoint: Self.endpoint)
    let link = try await bob.device.invitation(withToken: true, now: TestDevice.now)
    #expect(try await alice.device.accept(link, isVerified: false, now: TestDevice.now).devices == [bob.device.id])
    #expect(try await alice.device.tokens().held.isEmpty)
  }

  @Test("The token in a link is not the one that our server shows, whichever is asked for first", arguments: [true, false])
  func serverToken(linkIsFirst: Bool) async throws {
    let bob = try TestDevice("bob@example.net", id: 2)
    try await bob.fillPool(endpoint: Self.endpoint)
    var link = ""
    if linkIsFirst { link = try await bob.device.invitation(withToken: true, now: TestDevice.now) }
    let token = try #require(try await bob.device.serverToken(now: TestDevice.now).token)
    if !linkIsFirst { link = try await bob.device.invitation(withToken: true, now: TestDevice.now) }
    #expect(!link.contains(token.text))
    #expect(try await bob.device.serverToken(now: TestDevice.now).token == token)
  }

  @Test("A link that contradicts what is known changes nothing, nor does one that is none")
  func refused() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let impostor = try TestDevice(bob.jid, id: 2)
    try await impostor.fillPool(1, endpoint: Self.endpoint)
    let link = try await impostor.device.invitation(withToken: true, now: TestDevice.now)
    let before = try alice.bytes()
    await #expect(throws: InvitationError.otherKey) { _ = try await alice.device.accept(link, isVerified: true, now: TestDevice.now) }
    await #expect(throws: InvitationError.notAnInvitation) {
      _ = try await alice.device.accept("https://example.org/", isVerified: true, now: TestDevice.now)
    }
    await #expect(throws: InvitationError.invalidAddress) {
      _ = try await alice.device.accept(alice.device.invitation(now: TestDevice.now), isVerified: true, now: TestDevice.now)
    }
    #expect(try alice.bytes() == before)
    #expect(try await alice.device.tokens().held.isEmpty)
  }

  @Test("A key that the user distrusted is not trusted for a link, but is for one that he looked at")
  func distrusted() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.decide(.distrusted, bob)
    let link = try await bob.device.invitation(now: TestDevice.now)
    _ = try await alice.device.accept(link, isVerified: false, now: TestDevice.now)
    #expect(try await alice.trust(in: bob) == .distrusted)
    _ = try await alice.device.accept(link, isVerified: true, now: TestDevice.now)
    #expect(try await alice.trust(in: bob) == .verified)
  }
}
