import Messenger
import Pawl
import Testing
import XML

@Suite("Who is there")
struct PresencesTests {
  private static func presence(_ resource: String, type: String? = nil) -> Element {
    var presence = Element("presence", namespace: "jabber:client", ["from": "mallory@m.test/\(resource)"])
    if let type { presence.attributes.append(Attribute("type", type)) }
    return presence
  }

  @Test("Of one account so many clients are remembered and no more")
  func resources() throws {
    let mallory = try JID("mallory@m.test")
    var presences = Presences()
    for number in 0..<1000 { _ = presences.take(Self.presence("\(number)")) }
    for number in 0..<Presences.maximumResources - 1 { _ = presences.take(Self.presence("\(number)", type: "unavailable")) }
    #expect(presences.presence(of: mallory, isTold: false) == .available)
    _ = presences.take(Self.presence("\(Presences.maximumResources - 1)", type: "unavailable"))
    #expect(presences.presence(of: mallory, isTold: false) == .unavailable)
  }
}
