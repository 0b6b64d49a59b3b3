import Foundation
import Pawl
import TestSupport
import Testing

/// Attacks that no other suite here is about.
@Suite("Attacks on what a stanza seems to say")
struct ThreatTests {
  @Test("A6 dedupe poisoning: a message that bears another's ids is read all the same")
  func poisonedIds() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for text in ["first", "second"] {
      let forged = try await alice.send(text, to: bob).replacing(
        "</message>",
        with: """
          <stanza-id xmlns='urn:xmpp:sid:0' by='bob@example.net' id='1'/><origin-id xmlns='urn:xmpp:sid:0' id='1'/></message>
          """)
      #expect(try await bob.read(forged) == text)
    }
  }

  @Test("B7 prekey exhaustion: 120 strangers begin from one stale bundle; all are read, and a full bundle follows")
  func exhaustion() async throws {
    let bob = try TestDevice("bob@example.net", id: 2)
    let stale = try await bob.device.bundle()
    try await bob.device.beginCatchUp()
    for number in 0..<120 {
      let stranger = try TestDevice("stranger\(number)@example.org")
      _ = try await stranger.device.importDeviceList(bob.device.deviceList(), of: bob.jid)
      try await stranger.device.importBundle(stale, of: bob.jid, device: bob.device.id)
      #expect(try await bob.read(stranger.send("\(number)", to: bob)) == "\(number)")
    }
    let actions = try await bob.device.endCatchUp(now: TestDevice.now)
    #expect(actions.contains(.publishBundle(.omemo2)))
    let fresh = try await bob.device.bundle()
    #expect(fresh.components(separatedBy: "<pk ").count - 1 == 100)
    let ids = { (bundle: String) in Set(bundle.matches(of: #/<pk id=.(\d+)/#).map { String($0.1) }) }
    #expect(!ids(stale).isSubset(of: ids(fresh)))
  }

  @Test("D7 clear and encrypted mixed: what stands beside the encrypted element is not taken for its content")
  func mixed() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let stanza = try await alice.send("pay Bob", to: bob)
    for outside in [
      "<body>pay Mallory</body>", "<x xmlns='jabber:x:oob'><url>https://evil.example/</url></x>",
      "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>", "<body xml:lang='de'>pay Mallory</body>",
    ] {
      let (another, reader) = try await TestDevice.acquaintedPair()
      let forged = try await another.send("pay Bob", to: reader).replacing("</message>", with: outside + "</message>")
      for case .message(let message) in try await reader.receive(forged).events {
        #expect(message.text == "pay Bob" && message.extensions.isEmpty, "\(outside)")
      }
    }
    #expect(try await bob.read(stanza) == "pay Bob")
  }

  @Test("D7 only said to be encrypted: a hint of OMEMO without an encrypted element is no OMEMO message")
  func hintOnly() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    let stanza = """
      <message xmlns='jabber:client' from='\(alice.jid)/x' to='\(bob.jid)'><body>hello</body>\
      <encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/></message>
      """
    let before = try bob.bytes()
    await #expect(throws: ReceiveError.self) { _ = try await bob.receive(stanza) }
    #expect(try bob.bytes() == before)
  }

  @Test("D11 stale replay: what the sender says of the time is told, for the app to compare")
  func time() async throws {
    let (alice, bob) = try await TestDevice.acquaintedPair()
    for case .message(let message) in try await bob.receive(alice.send("hello", to: bob)).events {
      #expect(message.sentAt.map { Int64($0.timeIntervalSince1970) } == TestDevice.now)
    }
  }
}
