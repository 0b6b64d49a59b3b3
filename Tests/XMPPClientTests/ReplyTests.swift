import Testing
import XML
import XMPPClient

@Suite("Answers to requests (RFC 6120 section 8.1.2.1)")
struct ReplyTests {
  private static let own = try! JID("alice@a.test/r1")

  private func isReply(from: String?, to addressee: String?) throws -> Bool {
    var iq = Element("iq", namespace: "jabber:client", ["type": "result", "id": "1"])
    if let from { iq.attributes.append(Attribute("from", from)) }
    return iq.isReply(from: try addressee.map { try JID($0) }, own: Self.own)
  }

  @Test("An answer from whoever was asked is taken", arguments: [
    ("bob@b.test", "bob@b.test"), ("Bob@B.TEST", "bob@b.test"), ("bob@b.test/x", "bob@b.test/x"), ("a.test", nil),
    ("alice@a.test", nil), ("alice@a.test/r1", nil), (nil, nil), (nil, "alice@a.test"), ("alice@a.test", "alice@a.test"),
  ] as [(String?, String?)])
  func accepted(from: String?, addressee: String?) throws {
    #expect(try isReply(from: from, to: addressee))
  }

  @Test("A4 reply spoofing (CVE-2014-0364): an answer from anyone else is not", arguments: [
    ("mallory@evil.test", "bob@b.test"), ("mallory@evil.test", nil), ("bob@b.test/x", "bob@b.test"),
    ("bob@b.test", "bob@b.test/x"), (nil, "bob@b.test"), ("a.test", "bob@b.test"), ("b.test", nil), ("", nil),
    ("alice@a.test/r2", nil), ("alice@a.test", "bob@b.test"), ("not a jid", nil),
  ] as [(String?, String?)])
  func spoofed(from: String?, addressee: String?) throws {
    #expect(try !isReply(from: from, to: addressee))
  }
}
