import Testing
import XML
import XMPPClient

@Suite("Service discovery and capabilities (XEP-0030, XEP-0115)")
struct CapabilitiesTests {
  /// Section 5.2.
  @Test("The specification's example comes out")
  func example() {
    let features = [
      "http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items",
      "http://jabber.org/protocol/muc",
    ]
    #expect(
      Capabilities.verification(identity: "client/pc//Exodus 0.9.1", features: features)
        == "QgayPKawpkPSDYmwT/WM94uAlu0=")
  }

  @Test("Presence announces what the answer to a query then says, in whatever order and however often it was given")
  func answer() throws {
    let capabilities = Capabilities(features: ["urn:b+notify", "urn:a", "urn:b+notify"])
    #expect(capabilities.verification == Capabilities(features: ["urn:a", "urn:b+notify"]).verification)
    let caps = try #require(capabilities.presence.elements.first)
    let node = try #require(caps.attribute("node")) + "#" + capabilities.verification
    #expect(caps.attribute("ver") == capabilities.verification)
    for query in [
      Element("query", namespace: "http://jabber.org/protocol/disco#info"),
      Element("query", namespace: "http://jabber.org/protocol/disco#info", ["node": node]),
    ] {
      let answer = try #require(capabilities.answer(to: query))
      #expect(answer.attribute("node") == query.attribute("node"))
      let features = answer.elements("feature", answer.namespace).compactMap { $0.attribute("var") }
      #expect(
        features == [
          "http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info", "urn:a", "urn:b+notify",
        ])
      let identity = try #require(answer.elements("identity", answer.namespace).first)
      let name = ["category", "type", "lang", "name"].map { identity.attribute($0) ?? "" }.joined(separator: "/")
      #expect(Capabilities.verification(identity: name, features: features) == capabilities.verification)
    }
  }

  @Test("Nothing is said of another node")
  func otherNode() {
    let query = Element("query", namespace: "http://jabber.org/protocol/disco#info", ["node": "http://jabber.org/protocol/commands"])
    #expect(Capabilities(features: []).answer(to: query) == nil)
  }
}
