import Pawl
import TestSupport
import Testing

/// Gives a contact three tokens for this app's gateway, in a message without a text.
func giveTokens(to contact: String, from device: Device, gateway: String, now: Int64) async throws -> String {
  try await device.encryptTokens(3, endpoint: gateway, to: contact, now: now).stanza
}

/// The request that wakes a contact; `nil` when he gave no token.
func knock(at contact: String, from device: Device, now: Int64) async throws -> (url: String, body: [UInt8])? {
  guard let knock = try await device.knockRequest(for: contact, now: now) else { return nil }
  let status = 202  // post knock.body to knock.endpoint.text with knock.headers
  try await device.noteKnock(knock, status: status)
  return (knock.endpoint.text, knock.body)
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
    let hello = try await alice.encrypt("Hello", to: bob.jid, now: pageTime)
    let actions = try await bob.receive(hello.stanza, now: pageTime).actions
    for case .send(let answer) in actions { _ = try await alice.receive(answer, now: pageTime) }
    _ = try await bob.importDeviceList(alice.deviceList(), of: alice.jid)
    let gateway = "https://push.example.net/api/v1/messages/"
    let carrier = try await giveTokens(to: alice.jid, from: bob, gateway: gateway, now: pageTime)
    _ = try await alice.receive(carrier, now: pageTime)
    let request = try #require(try await knock(at: bob.jid, from: alice, now: pageTime))
    #expect(request.url == gateway)
    let given = try await bob.tokens().given.map(\.token.text)
    let token = try #require(given.first { String(decoding: request.body, as: UTF8.self).contains($0) })
    #expect(try await notification(for: token, on: bob, now: pageTime) == "alice@example.org has written to you")
    #expect(try await notification(for: String(repeating: "0", count: 40), on: bob, now: pageTime) == nil)
  }
}
