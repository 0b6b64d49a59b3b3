import Messenger
import TestSupport
import Testing
import XML

/// Run by `Tests/Live/prosody swift test --filter LiveTests`.
///
/// That server talks to no other, so what a server says of another that it cannot reach is sent by the addressee.
@Suite("Somebody with several addresses", .enabled(if: OnlineDevice.environment != nil), .serialized, .timeLimit(.minutes(3)))
struct AddressLiveTests {
  @Test("A text that a server could not deliver goes to the next address, at the word of nobody but the addressee's")
  func movesOn() async throws {
    let alice = try OnlineDevice(user: 46)
    let mallory = try OnlineDevice(user: 47)
    let bob = try OnlineDevice(keyAddressAt: "one.test")
    let bobElsewhere = try OnlineDevice(keyAddressAt: "a.test", sameKeyAs: bob)
    for device in [alice, mallory, bob, bobElsewhere] { try await device.start() }
    let former = bob.messenger.device.jid, next = bobElsewhere.messenger.device.jid
    for device in [bob.messenger, bobElsewhere.messenger] {
      try await device.perform(device.device.setAddresses([former, next], now: OnlineDevice.now()))
    }

    _ = try await alice.messenger.send("the list comes with this", to: former)
    let refused = try await alice.messenger.send("nobody takes this", to: former)
    try await bob.send(Self.bounce(refused.stanza, to: alice.address, "service-unavailable"))
    try await alice.wait { !$0.undelivered.isEmpty }
    #expect(await alice.undelivered == ["service-unavailable"])

    let sent = try await alice.messenger.send("moves on", to: former)
    try await mallory.send(Self.bounce(sent.stanza, to: alice.address, "remote-server-not-found"))
    try await mallory.send(Self.text("after the forgery", to: alice.address))
    try await alice.wait { !$0.unencrypted.isEmpty }
    #expect(await alice.moves.isEmpty)

    try await bob.send(Self.bounce(sent.stanza, to: alice.address, "remote-server-not-found"))
    try await bobElsewhere.wait { !$0.texts.isEmpty }
    #expect(await bobElsewhere.texts == ["moves on"])
    #expect(await alice.moves == [former, next])

    // One whose server is away is not tried first for a while.
    _ = try await alice.messenger.send("at once", to: former)
    try await bobElsewhere.wait { $0.texts.count == 2 }
    #expect(await bob.texts == ["the list comes with this", "nobody takes this", "moves on"])
    for device in [alice, mallory, bob, bobElsewhere] { await device.end() }
  }

  @Test("Another device of the account learns of a new list of addresses by itself")
  func isTold() async throws {
    let phone = try OnlineDevice(keyAddressAt: "one.test")
    let desk = try OnlineDevice(keyAddressAt: "one.test", sameKeyAs: phone)
    try await phone.start()
    try await desk.start()
    #expect(try await desk.messenger.device.addressList() == nil)
    let actions = try await phone.messenger.device.setAddresses([phone.messenger.device.jid], now: OnlineDevice.now())
    await phone.messenger.perform(actions)
    for _ in 0..<1000 where try await desk.messenger.device.addressList() == nil {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try await desk.messenger.device.addressList() != nil)
    await phone.end()
    await desk.end()
  }

  private static func bounce(_ stanza: String, to address: String, _ condition: String) throws -> Element {
    let id = try Element.parse(Array(stanza.utf8)).attribute("id")
    return Element(
      "message", namespace: "jabber:client", ["to": address, "type": "error", "id": try #require(id)],
      children: [
        Element(
          "error", namespace: "jabber:client", ["type": "cancel"],
          children: [Element(condition, namespace: "urn:ietf:params:xml:ns:xmpp-stanzas")])
      ])
  }

  private static func text(_ text: String, to address: String) -> Element {
    Element(
      "message", namespace: "jabber:client", ["to": address, "type": "chat"],
      children: [Element("body", namespace: "jabber:client", text: text)])
  }
}
