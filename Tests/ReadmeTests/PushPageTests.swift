import Pawl
import TestSupport
import Testing

/// What the app does when the device asks for tokens: the gateway makes them, by its REST API, and the device deals them out.
func take(_ tokens: [FetchedToken], into device: Device, now: Int64) async throws -> [String] {
  try await device.addTokens(tokens, now: now).compactMap { action in
    if case .send(let stanza) = action { stanza } else { nil }
  }
}

/// The request that wakes a contact who is offline; `nil`, and the reason, when the policy says no.
func knock(at contact: String, from device: Device, now: Int64) async throws -> (url: String, body: [UInt8])? {
  let knock = try await device.knock(at: contact, presence: .unavailable, now: now)
  guard let request = knock.request else {
    print(knock.decision)
    return nil
  }
  let status = 202  // post request.body to request.endpoint.text with request.headers
  try await device.noteKnock(request, status: status)
  return (request.endpoint.text, request.body)
}

/// What a notification says, for a token that a push brought.
func notification(for token: String, on device: Device, now: Int64) async throws -> String? {
  guard let owner = try await device.lookUp(token, now: now) else { return nil }  // show nothing
  return "\(owner.jid) has written to you"
}

@Suite("Page: Push")
struct PushPageTests {
  @Test("Bob gives tokens, Alice knocks with one, and Bob's phone knows by it who it was")
  func knocking() async throws {
    let (_, alice, bob) = try await introduced()
    let gateway = "https://push.example.net/api/v1/messages/"
    _ = try await bob.setPushEndpoint(gateway, now: pageTime)
    let hello = try await alice.encrypt("Hello", to: bob.jid, now: pageTime)
    let actions = try await bob.receive(hello.stanza, now: pageTime).actions
    for case .send(let answer) in actions { _ = try await alice.receive(answer, now: pageTime) }
    _ = try await bob.importDeviceList(alice.deviceList(), of: alice.jid)
    let month = pageTime + 30 * 24 * 3600
    let made = try (1...5).map { try FetchedToken(String(repeating: "\($0)", count: 40), expiresAt: month) }
    for stanza in try await take(made, into: bob, now: pageTime) { _ = try await alice.receive(stanza, now: pageTime) }
    _ = try await alice.encrypt("Are you there?", to: bob.jid, now: pageTime)
    let request = try #require(try await knock(at: bob.jid, from: alice, now: pageTime))
    #expect(request.url == gateway)
    let given = try await bob.tokens().given.map(\.token.text)
    let token = try #require(given.first { String(decoding: request.body, as: UTF8.self).contains($0) })
    #expect(try await notification(for: token, on: bob, now: pageTime) == "alice@example.org has written to you")
    #expect(try await notification(for: String(repeating: "0", count: 40), on: bob, now: pageTime) == nil)
  }
}
