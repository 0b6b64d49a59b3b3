import Testing
import XML
import XMPPClient

@testable import Messenger

@Suite("A message that the server will never take")
struct SuspectsTests {
  private static func message(_ id: String, bytes: Int) -> Element {
    Element(
      "message", namespace: "jabber:client", ["id": id, "to": "bob@b.test"],
      children: [Element("body", namespace: "jabber:client", text: String(repeating: "x", count: bytes))])
  }

  private static let large = message("large", bytes: 100_000)
  private static let small = message("small", bytes: 1000)

  @Test("It is given up when the server has ended the connection over it twice; what every server takes is not")
  func givenUp() {
    var suspects = Suspects()
    suspects.noteEnd(of: .closed(.policyViolation))
    let first = suspects.givenUp(of: [Self.small, Self.large])
    suspects.noteEnd(of: .closed(.policyViolation))
    let second = suspects.givenUp(of: [Self.small, Self.large])
    #expect(first.isEmpty && second == [Self.large])
  }

  @Test("A connection that was lost otherwise says nothing of it", arguments: [
    ConnectionError.unreachable, .timedOut, .closed(nil), .closed(.systemShutdown),
  ])
  func otherwise(_ error: ConnectionError) {
    var suspects = Suspects()
    for end in [.closed(.policyViolation), error, .closed(.policyViolation)] as [ConnectionError] {
      suspects.noteEnd(of: end)
      let givenUp = suspects.givenUp(of: [Self.large])
      #expect(givenUp.isEmpty)
    }
  }

  @Test("It is told as not delivered")
  func told() async throws {
    let offline = try await OfflineMessenger("alice@a.test")
    let address = try JID("alice@a.test/r")
    for _ in 0..<2 {
      await offline.messenger.take(ClientEvent.online(address, .scramSHA256, resumed: false))
      await offline.messenger.take(ClientEvent.offline(.closed(.policyViolation), retry: .zero))
      await offline.messenger.take(ClientEvent.unconfirmed([Self.small, Self.large]))
    }
    await offline.messenger.announce.finish()
    var reasons: [String] = []
    for await event in offline.messenger.events {
      if case .undelivered(to: "bob@b.test", let reason) = event { reasons.append(reason) }
    }
    #expect(reasons == ["policy-violation"])
  }

  @Test("The session over which the server ended a connection is not resumed, and what it had not acknowledged is named")
  func notResumed() throws {
    var management = StreamManagement()
    _ = management.enable()
    _ = try management.receive(Element("enabled", namespace: "urn:xmpp:sm:3", ["id": "s1", "resume": "true"]))
    try management.send(Self.large)
    #expect(management.resumption != nil)
    management.forgetResumption()
    #expect(management.resumption == nil && management.unacknowledged == [Self.large])
  }
}
