import Testing
import XML
import XMPPClient

@Suite("Whose word a wrapped message is")
struct MessageRouteTests {
  private static let own = try! JID("alice@a.test/r1")

  private static func stanza(from: String?, type: String = "", _ content: String) throws -> Element {
    let sender = from.map { " from='\($0)'" } ?? ""
    let type = type.isEmpty ? "" : " type='\(type)'"
    return try Element.parse("<message xmlns='jabber:client'\(sender)\(type)>\(content)</message>")
  }

  private static func carbon(_ name: String = "received", _ message: String = bobs) -> String {
    "<\(name) xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>\(message)</forwarded></\(name)>"
  }

  private static func result(_ message: String = bobs, id: String = "id='1' queryid='q1'", delay: String = delay) -> String {
    "<result xmlns='urn:xmpp:mam:2' \(id)><forwarded xmlns='urn:xmpp:forward:0'>\(delay)\(message)</forwarded></result>"
  }

  private static let bobs = "<message xmlns='jabber:client' from='bob@b.test/x' to='alice@a.test'><body>hi</body></message>"
  private static let ours = "<message xmlns='jabber:client' from='alice@a.test/r2' to='bob@b.test'><body>hi</body></message>"
  private static let delay = "<delay xmlns='urn:xmpp:delay' stamp='2024-03-01T00:00:00Z'/>"

  @Test("A message without a wrapper is its sender's")
  func direct() throws {
    for from in ["bob@b.test/x", nil, "alice@a.test", "not a jid"] {
      let stanza = try Self.stanza(from: from, "<body>hi</body>")
      #expect(
        MessageRoute(stanza, own: Self.own)
          == .message(IncomingMessage(way: .direct, stanza: stanza, message: stanza)))
    }
  }

  @Test("A carbon from our own account is unwrapped")
  func carbons() throws {
    for (name, inner, way) in [
      ("received", Self.bobs, IncomingMessage.Way.receivedCarbon), ("sent", Self.ours, .sentCarbon),
    ] {
      let stanza = try Self.stanza(from: "Alice@A.test", Self.carbon(name, inner))
      let message = try Element.parse(inner)
      #expect(
        MessageRoute(stanza, own: Self.own) == .message(IncomingMessage(way: way, stanza: stanza, message: message)))
    }
  }

  @Test("Carbon forgery (CVE-2017-5589): from anyone but our own bare address it is refused", arguments: [
    "mallory@evil.test", "mallory@a.test", "alice@a.test/r1", "alice@a.test/r2", "a.test", nil, "", "alice@a.test.evil",
    "alice@evil.test/alice@a.test", "\u{430}lice@a.test", "alice@a.test/", "@a.test", "alice@a.test\u{200B}",
  ])
  func forgedCarbons(_ from: String?) throws {
    for carbon in [Self.carbon(), Self.carbon("sent", Self.ours)] {
      #expect(MessageRoute(try Self.stanza(from: from, carbon), own: Self.own) == .forged)
      #expect(MessageRoute(try Self.stanza(from: from, "<body>hi</body>" + carbon), own: Self.own) == .forged)
    }
  }

  @Test("A wrapper that is not of the one form is refused, though our own server sent it", arguments: [
    carbon("sent", bobs), carbon("sent", "<message xmlns='jabber:client'/>"), carbon() + carbon(), carbon() + result(),
    carbon("received", ""), carbon("received", bobs + bobs), "<received xmlns='urn:xmpp:carbons:2'/>",
    carbon("received", "<message xmlns='u:x'/>"), carbon("received", "<message/>"),
    "<received xmlns='urn:xmpp:carbons:2'>" + bobs + "</received>",
    // Carbon in carbon, archive in carbon, carbon in archive.
    carbon("received", "<message xmlns='jabber:client' from='mallory@evil.test'>\(carbon())</message>"),
    carbon("received", "<message xmlns='jabber:client' from='mallory@evil.test'>\(result())</message>"),
    result("<message xmlns='jabber:client' from='mallory@evil.test'>\(carbon())</message>"),
    result("<message xmlns='jabber:client' from='mallory@evil.test'>\(result())</message>"),
    result() + result(), result(id: "queryid='q1'"), result(id: "id='1'"), result(delay: ""),
    result(delay: "<delay xmlns='urn:xmpp:delay' stamp='yesterday'/>"), result(delay: delay + delay), result(""),
    result(bobs + bobs),
  ])
  func malformed(_ content: String) throws {
    #expect(MessageRoute(try Self.stanza(from: "alice@a.test", content), own: Self.own) == .forged)
  }

  @Test("A wrapper in a message of type error is a bounce of somebody's")
  func errors() throws {
    for content in [Self.carbon(), Self.result()] {
      #expect(MessageRoute(try Self.stanza(from: "alice@a.test", type: "error", content), own: Self.own) == .forged)
    }
  }

  @Test("A result of our archive is unwrapped, from our own bare address or from none")
  func results() throws {
    for from in ["alice@a.test", nil] {
      let stanza = try Self.stanza(from: from, Self.result())
      guard case .archived(let message, let query) = MessageRoute(stanza, own: Self.own) else {
        return #expect(Bool(false))
      }
      #expect(query == "q1")
      #expect(message.id == "1")
      #expect(message.stamp.description == "2024-03-01T00:00:00Z")
      #expect(message.stanza == stanza)
      #expect(message.message == (try Element.parse(Self.bobs)))
    }
  }

  @Test("A2 archive forgery (CVE-2020-26547): a contact's result is refused, whatever query it names", arguments: [
    "mallory@evil.test", "alice@a.test/r1", "a.test", "",
  ])
  func forgedResults(_ from: String) throws {
    #expect(MessageRoute(try Self.stanza(from: from, Self.result()), own: Self.own) == .forged)
  }
}
