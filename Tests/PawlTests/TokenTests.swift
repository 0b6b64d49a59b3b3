import Foundation
import OMEMO
import Pawl
import PushTokens
import Storage
import Testing

@Suite("Push tokens of a device")
struct TokenTests {
  static let endpoint = "https://push.example/api/v1/messages/"
  private static let day: Int64 = 24 * 3600
  private let now = TestDevice.now

  @Test("After a session starts each side gives each device of the other a batch of its own, in a message to it alone")
  func firstBatches() async throws {
    let alice = try TestDevice("alice@example.org", id: 1)
    let bob = try TestDevice("bob@example.net", id: 2)
    let tablet = try TestDevice(bob.jid, id: 3)
    try await alice.meet(bob, tablet)
    for device in [bob, tablet] { try await device.meet(alice) }
    for device in [alice, bob, tablet] { try await device.fillPool() }

    let sent = try await alice.device.encrypt("hello", to: bob.jid, now: now)
    #expect(sent.actions.stanzas.count == 2 && sent.actions.stanzas.allSatisfy { !$0.contains("<body") })
    for device in [bob, tablet] {
      let text = try await device.receive(sent.stanza)
      #expect(text.text == "hello")
      // An answer to the key exchange, and tokens.
      var carried: [TokenPayload] = []
      for stanza in text.answers {
        if let tokens = try await alice.receive(stanza).tokens { carried.append(tokens) }
      }
      #expect(carried.map(\.tokens.count) == [5] && carried.first?.endpoint.text == Self.endpoint)
    }
    var seen: Set<PushToken> = []
    for (stanza, reader, other) in [(sent.actions.stanzas[0], bob, tablet), (sent.actions.stanzas[1], tablet, bob)] {
      await #expect(throws: ReceiveError.notForThisDevice) { _ = try await other.receive(stanza) }
      let tokens = try #require(try await reader.receive(stanza).tokens)
      seen.formUnion(tokens.tokens.map(\.token))
    }
    #expect(seen.count == 10)
    let ledger = try await alice.device.tokens()
    #expect(ledger.given.count == 10 && ledger.unclaimed.count == 10 && ledger.held.count == 10)
    #expect(Set(ledger.given.compactMap(\.device?.value)) == [2, 3])
    for token in seen { #expect(try await alice.device.lookUp(token.text, now: now)?.jid == bob.jid) }
  }

  @Test("None go to our own devices, nor are taken from them")
  func onlyToTheContact() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let tablet = try TestDevice(alice.jid, id: 3)
    try await alice.meet(tablet)
    try await alice.fillPool()
    let sent = try await alice.device.encrypt("to both", to: bob.jid, now: now)
    #expect(sent.recipients.count == 2 && sent.actions.stanzas.count == 1)
    #expect(try await alice.device.encrypt("note", to: alice.jid, now: now).actions.stanzas.isEmpty)
  }

  @Test("Who is registered nowhere, or has push off, gives none; nor does an onion account by itself")
  func off() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    #expect(try await alice.tokenStanzas(for: bob).isEmpty)
    await #expect(throws: TokenError.notRegistered) {
      _ = try await alice.device.addTokens(TestDevice.tokens(1), now: now)
    }
    try await alice.fillPool()
    #expect(try await alice.device.setPush(isOn: false).revoked.count == 20)
    #expect(try await alice.tokenStanzas(for: bob).isEmpty)
    // Nor are any kept of who sends some.
    try await bob.fillPool()
    let stanza = try await bob.firstTokens(for: alice)
    _ = try await alice.receive(stanza)
    #expect(try await alice.device.tokens().held.isEmpty)
    let knock = try await alice.device.knock(at: bob.jid, presence: .unavailable, trigger: .user, now: now)
    #expect(knock.decision == .refrain(.off) && knock.request == nil)

    let onion = try TestDevice("alice@\(String(repeating: "a", count: 56)).onion")
    #expect(try await !onion.device.isPushOn())
    _ = try await onion.device.setPush(isOn: true)
    #expect(try await onion.device.isPushOn())
  }

  @Test("Never to a device that the trust policy refuses", arguments: [
    (TrustPolicy.manual, Trust.undecided, false), (.manual, .trusted, true), (.manual, .distrusted, false),
    (.blindTrustBeforeVerification, .undecided, false), (.blindTrustBeforeVerification, .verified, true),
    (.alwaysVerify, .trusted, false), (.alwaysVerify, .verified, true),
  ])
  func trust(policy: OMEMO.TrustPolicy, trust: OMEMO.Trust, isGiven: Bool) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.fillPool()
    try await alice.device.setTrustPolicy(policy)
    _ = try await alice.device.setTrust(trust, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    // Bob writes: a session that is there, and a message that could be answered with tokens.
    let received = try await alice.receive(bob.send("hello", to: alice))
    #expect((received.answers.count == 1) == isGiven)
    #expect(try await alice.device.tokens().given.isEmpty != isGiven)
  }

  @Test("Supply follows the traffic: what was used, or runs out, is replaced by the next message; nothing before")
  func replenishing() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.fillPool()
    let first = try #require(try await bob.receive(alice.firstTokens(for: bob)).tokens)
    #expect(try await alice.tokenStanzas(for: bob).isEmpty)
    for used in first.tokens.prefix(2) { _ = try await alice.device.lookUp(used.token.text, now: now) }
    #expect(try await alice.tokenStanzas(for: bob).isEmpty)
    _ = try await alice.device.lookUp(first.tokens[2].token.text, now: now)
    let second = try #require(try await bob.receive(alice.firstTokens(for: bob)).tokens)
    #expect(second.tokens.count == 3 && Set(second.tokens.map(\.token)).isDisjoint(with: first.tokens.map(\.token)))
    // All of them expire within a day, and a message of Bob's comes.
    let later = now + 29 * Self.day
    _ = try await alice.device.addTokens(
      (0..<9).map { try FetchedToken(String(repeating: "\($0)", count: 40), expiresAt: later + 30 * Self.day) }, now: later)
    let received = try await alice.device.receive(bob.send("a month later", to: alice), now: later)
    let third = try #require(try await bob.receive(received.answers[0]).tokens)
    #expect(third.tokens.count == 5)
  }

  @Test("An empty pool asks for tokens; the devices that wait get them as they come, oldest purpose first served")
  func emptyPool() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    #expect(try await alice.device.setPushEndpoint(Self.endpoint, now: now).fetched == 20)
    let sent = try await alice.device.encrypt("hello", to: bob.jid, now: now)
    #expect(sent.actions.stanzas.isEmpty && sent.actions.fetched == 20)
    let first = try await alice.device.addTokens(TestDevice.tokens(2), now: now)
    #expect(first.fetched == 20)
    #expect(try await bob.receive(first.stanzas[0]).tokens?.tokens.count == 2)
    let rest = try await alice.device.addTokens(TestDevice.tokens(20), now: now)
    #expect(try await bob.receive(rest.stanzas[0]).tokens?.tokens.count == 3)
    #expect(rest.fetched == nil)
    #expect(try await alice.device.addTokens(TestDevice.tokens(1), now: now).isEmpty)
    await #expect(throws: TokenError.invalidCount) {
      _ = try await alice.device.addTokens(TestDevice.tokens(101), now: now)
    }
  }

  @Test("A token that is in the ledger is not taken again, nor one that is about to expire")
  func known() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let tokens = try TestDevice.tokens(5)
    _ = try await alice.device.setPushEndpoint(Self.endpoint, now: now)
    for _ in 0..<2 { _ = try await alice.device.addTokens(tokens, now: now) }
    #expect(try await alice.device.tokens().unclaimed.count == 5)
    _ = try await alice.tokenStanzas(for: bob)
    _ = try await alice.device.addTokens(tokens, now: now)
    _ = try await alice.device.addTokens(TestDevice.tokens(3, days: 1), now: now)
    #expect(try await alice.device.tokens().unclaimed.isEmpty)
    _ = try await alice.device.revokeTokens(of: bob.jid)
    _ = try await alice.device.addTokens(tokens, now: now)
    #expect(try await alice.device.tokens().unclaimed.isEmpty)
  }

  @Test("While an archive is read nothing is sent; what lacked is sent after it")
  func catchingUp() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.fillPool()
    try await alice.device.beginCatchUp()
    #expect(try await alice.receive(bob.send("one", to: alice)).answers.isEmpty)
    #expect(try await alice.receive(bob.send("two", to: alice)).answers.isEmpty)
    let actions = try await alice.device.endCatchUp(now: now)
    var carried = 0
    for stanza in actions.stanzas { carried += try await bob.receive(stanza).tokens?.tokens.count ?? 0 }
    #expect(carried == 5)
  }

  @Test("A device that is on no list waits for one")
  func unlisted() async throws {
    let (alice, bob) = try await TestDevice.pair()
    let stranger = try TestDevice(bob.jid, id: 9)
    try await stranger.meet(alice)
    try await alice.fillPool()
    let received = try await alice.receive(stranger.send("I am new", to: alice))
    var carried = 0
    for stanza in received.answers { carried += try await stranger.receive(stanza).tokens?.tokens.count ?? 0 }
    #expect(carried == 0)
    #expect(try await alice.device.supplyDueTokens(now: now).stanzas.isEmpty)
    try await alice.meet(bob, stranger)
    let due = try await alice.device.supplyDueTokens(now: now).stanzas
    #expect(try await stranger.receive(due[0]).tokens?.tokens.count == 5)
  }

  @Test("A contact who is removed or blocked loses his tokens, gets no more, and his are forgotten")
  func revocation() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for device in [alice, bob] { try await device.fillPool() }
    let given = try #require(try await bob.receive(alice.firstTokens(for: bob)).tokens)
    for stanza in try await bob.tokenStanzas(for: alice) { _ = try await alice.receive(stanza) }

    let revoked = try await alice.device.revokeTokens(of: bob.jid)
    #expect(Set(revoked) == Set(given.tokens.map(\.token)))
    let ledger = try await alice.device.tokens()
    #expect(ledger.given.isEmpty && ledger.held.isEmpty && ledger.unclaimed.count == 15)
    #expect(try await alice.device.lookUp(revoked[0].text, now: now) == nil)
    // Nothing is given by what he writes, nor taken.
    #expect(try await alice.receive(bob.send("why?", to: alice)).answers.isEmpty)
    #expect(try await alice.device.tokens().given.isEmpty)
    // The gateway is asked until it says yes.
    #expect(try await alice.device.maintain(now: now).revoked == Set(revoked))
    try await alice.device.noteRevoked(revoked)
    #expect(try await alice.device.maintain(now: now).revoked.isEmpty)

    try await alice.device.allowTokens(for: bob.jid)
    #expect(try await alice.tokenStanzas(for: bob).count == 1)
  }

  @Test("The end of encryption takes tokens back, on both sides; a distrusted or forgotten device's are taken back", arguments: [
    "opt-out", "distrust", "forget",
  ])
  func endings(how: String) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for device in [alice, bob] { try await device.fillPool() }
    for answer in try await bob.receive(alice.firstTokens(for: bob)).answers { _ = try await alice.receive(answer) }
    #expect(try await alice.device.tokens().held.count == 5)
    let given = try await alice.device.tokens().given.map(\.token)
    let bobs = try await bob.device.tokens().given.map(\.token)
    #expect(given.count == 5 && bobs.count == 5)
    switch how {
    case "opt-out":
      let ended = try await alice.device.endEncryption(with: bob.jid, now: now)
      #expect(ended.actions.revoked == Set(given))
      #expect(try await bob.receive(ended.stanza).actions.revoked == Set(bobs))
    case "distrust":
      _ = try await alice.device.setTrust(.distrusted, in: bob.device.fingerprint, of: bob.jid, device: bob.device.id, now: TestDevice.now)
    default:
      try await alice.device.forgetKey(of: bob.jid, device: bob.device.id)
    }
    let ledger = try await alice.device.tokens()
    #expect(ledger.given.isEmpty && ledger.held.isEmpty)
    #expect(try await alice.device.maintain(now: now).revoked == Set(given))
  }

  @Test("A ghost device's tokens are not knocked with: knocks go on to the contact, and not where the ghost points")
  func ghost() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    _ = try await alice.verify(bob)
    try await bob.fillPool()
    _ = try await alice.receive(bob.firstTokens(for: alice))
    let ghost = try TestDevice(bob.jid, id: 66)
    try await ghost.meet(alice)
    try await ghost.fillPool(endpoint: "https://attacker.example/messages/")
    _ = try await alice.receive(ghost.firstTokens(for: alice))
    let held = try await alice.device.tokens().held
    let bobs = Set(held.filter { $0.device == bob.device.id && $0.endpoint.text == Self.endpoint }.map(\.token))
    #expect(held.count == 10 && bobs.count == 5)
    for hour in 0..<5 {
      let knock = try await alice.device.knock(
        at: bob.jid, presence: .unavailable, trigger: .user, now: now + Int64(hour) * 3600)
      let request = try #require(knock.request)
      #expect(bobs.contains(request.token))
      try await alice.device.noteKnock(request, status: 200)
    }
  }

  @Test("What a device sends before it is decided on is knocked with once it is trusted")
  func undecided() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.device.setTrustPolicy(.manual)
    let tablet = try TestDevice(bob.jid, id: 66)
    try await tablet.meet(alice)
    try await tablet.fillPool()
    _ = try await alice.receive(tablet.firstTokens(for: alice))
    func request() async throws -> KnockRequest? {
      try await alice.device.knock(at: bob.jid, presence: .unavailable, trigger: .user, now: now).request
    }
    #expect(try await request() == nil)
    _ = try await alice.device.setTrust(
      .trusted, in: tablet.device.fingerprint, of: bob.jid, device: tablet.device.id, now: now)
    #expect(try await request() != nil)
  }

  @Test("The end of encryption at one address of a key takes tokens back at all of them", arguments: [true, false])
  func endedAtOneAddress(isOurs: Bool) async throws {
    let (alice, bob, other) = try await TestDevice.bobAtTwoHosts()
    for device in [alice, other] { try await device.fillPool() }
    for device in [bob, other] {
      let sent = try await alice.device.encrypt("hello", to: device.jid, now: now)
      for answer in try await device.receive(sent.stanza).answers { _ = try await alice.receive(answer) }
    }
    let before = try await alice.device.tokens()
    #expect(before.given.count == 10 && Set(before.given.compactMap(\.contact)) == [bob.jid, other.jid])
    #expect(before.held.count == 5 && Set(before.held.compactMap(\.contact)) == [other.jid])
    let actions =
      if isOurs {
        try await alice.device.endEncryption(with: bob.jid, now: now).actions
      } else {
        try await alice.receive(bob.device.endEncryption(with: alice.jid, now: now).stanza).actions
      }
    #expect(actions.revoked == Set(before.given.map(\.token)))
    let after = try await alice.device.tokens()
    #expect(after.given.isEmpty && after.held.isEmpty)
    _ = try await alice.receive(other.send("still here", to: alice))
    #expect(try await alice.device.tokens().given.isEmpty)
  }

  @Test("A contact may have 50 tokens, and burning them gets him no more")
  func bound() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.fillPool(100)
    for _ in 0..<30 {
      for stanza in try await alice.tokenStanzas(for: bob) {
        for grant in try #require(try await bob.receive(stanza).tokens).tokens {
          _ = try await alice.device.lookUp(grant.token.text, now: now)
        }
      }
    }
    #expect(try await alice.device.tokens().given.count == 50)
  }

  @Test("Another gateway takes the place of the first: its tokens are taken back, and new ones follow in the traffic")
  func otherGateway() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.fillPool()
    _ = try await alice.tokenStanzas(for: bob)
    // Some were taken back before, and the gateway did not answer.
    try await alice.device.revokeTokens(of: bob.jid)
    try await alice.device.allowTokens(for: bob.jid)
    let actions = try await alice.device.setPushEndpoint("https://other.example/messages/", now: now)
    #expect(actions.revoked.count == 20 && actions.fetched == 20)
    // The new gateway did not make them, and is never asked to forget them.
    #expect(try await alice.device.maintain(now: now).revoked.isEmpty)
    #expect(try await alice.device.revocations().tokens.isEmpty)
    #expect(try await alice.device.addTokens(TestDevice.tokens(20), now: now).isEmpty)
    let stanza = try await alice.firstTokens(for: bob)
    #expect(try await bob.receive(stanza).tokens?.endpoint.text == "https://other.example/messages/")
  }

  /// At one gateway, by the device that it knows.
  private static func account(_ device: GatewayDevice?, credential: String = "c0ffee") throws -> PushAccount {
    let base = try PushEndpoint("https://push.example/api/v1/")
    let gateway = device.map {
      GatewayAccount(base: base, username: "u", credential: GatewayCredential(credential), device: $0)
    }
    return PushAccount(endpoint: try PushEndpoint(endpoint), gateway: gateway, service: nil)
  }

  @Test("Another device at the same gateway takes all tokens back, and the same one none", arguments: [
    GatewayDevice(kind: .apns, id: "2"), GatewayDevice(kind: .webPush, id: "1"), nil,
  ])
  func otherGatewayDevice(other: GatewayDevice?) async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let device = GatewayDevice(kind: .apns, id: "1")
    #expect(try await alice.device.register(Self.account(device), now: now).fetched == 20)
    try await alice.fillPool()
    let given = try #require(try await bob.receive(alice.firstTokens(for: bob)).tokens)
    #expect(try await alice.device.register(Self.account(device, credential: "decaf"), now: now).isEmpty)
    let ledger = try await alice.device.tokens()
    #expect(Set(ledger.given.map(\.token)) == Set(given.tokens.map(\.token)) && ledger.unclaimed.count == 15)
    let actions = try await alice.device.register(Self.account(other), now: now)
    #expect(actions.revoked.count == 20 && actions.revoked.isSuperset(of: given.tokens.map(\.token)))
    #expect(actions.fetched == 20)
    let emptied = try await alice.device.tokens()
    #expect(emptied.given.isEmpty && emptied.unclaimed.isEmpty)
    #expect(try await alice.device.maintain(now: now).revoked.isEmpty)
  }

  @Test("Who is no longer registered takes all tokens back, and fetches none")
  func unregistered() async throws {
    let (alice, _) = try await TestDevice.acquaintedPair()
    try await alice.fillPool()
    let actions = try await alice.device.setPushEndpoint(nil, now: now)
    #expect(actions.revoked.count == 20 && actions.fetched == nil)
  }

  @Test("The server's token is told from a contact's, serves until ten days before its end, and is then another")
  func serverToken() async throws {
    let (alice, _) = try await TestDevice.acquaintedPair()
    #expect(try await alice.device.serverToken(now: now).token == nil)
    try await alice.fillPool()
    let token = try #require(try await alice.device.serverToken(now: now).token)
    #expect(try await alice.device.serverToken(now: now + 19 * Self.day).token == token)
    #expect(try await alice.device.lookUp(token.text, now: now)?.notificationTitle == alice.jid)
    let later = try await alice.device.serverToken(now: now + 20 * Self.day)
    #expect(later.token != nil && later.token != token)
  }

  @Test("A token of the ledger is nobody's who has the file alone")
  func sealed() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    try await alice.fillPool()
    _ = try await alice.tokenStanzas(for: bob)
    let tokens = try await alice.device.revokeTokens(of: bob.jid)
    for bytes in try alice.bytes() {
      for token in tokens { #expect(bytes.firstRange(of: Data(token.text.utf8)) == nil) }
    }
  }
}
