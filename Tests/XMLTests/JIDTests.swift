import Testing
import XML

@Suite("Addresses (RFC 7622)")
struct JIDTests {
  struct Parts: Sendable {
    let local: String?
    let domain: String
    let resource: String?

    init(_ local: String?, _ domain: String, _ resource: String? = nil) {
      self.local = local
      self.domain = domain
      self.resource = resource
    }
  }

  @Test(
    "An address is taken apart and brought to the form for comparison",
    arguments: [
      ("juliet@example.com", Parts("juliet", "example.com")),
      ("juliet@example.com/foo", Parts("juliet", "example.com", "foo")),
      ("juliet@example.com/foo bar", Parts("juliet", "example.com", "foo bar")),
      ("juliet@example.com/foo@bar", Parts("juliet", "example.com", "foo@bar")),
      ("example.com/a/b@c/", Parts(nil, "example.com", "a/b@c/")),
      ("foo\\20bar@example.com", Parts("foo\\20bar", "example.com")),
      ("Juliet@Example.COM/Balcony", Parts("juliet", "example.com", "Balcony")),
      ("fußball@example.com", Parts("fußball", "example.com")),
      ("π@example.com", Parts("π", "example.com")),
      ("Σ@example.com/Σ", Parts("σ", "example.com", "Σ")),
      ("king@example.com/♚", Parts("king", "example.com", "♚")),
      ("a.b+c=d%e#f!{}|~^`*()[]?,;$-_@example.com", Parts("a.b+c=d%e#f!{}|~^`*()[]?,;$-_", "example.com")),
      ("example.com", Parts(nil, "example.com")), ("localhost", Parts(nil, "localhost")),
      ("a@example.com.", Parts("a", "example.com")), ("a@192.0.2.1", Parts("a", "192.0.2.1")),
      ("a@[2001:DB8::1]/r", Parts("a", "[2001:db8::1]", "r")),
      ("a@[::ffff:192.0.2.1]", Parts("a", "[::ffff:192.0.2.1]")),
      ("a@bücher.example", Parts("a", "bücher.example")), ("a@BÜCHER.example", Parts("a", "bücher.example")),
      ("a@xn--bcher-kva.example", Parts("a", "xn--bcher-kva.example")),
      ("a@例え.テスト", Parts("a", "例え.テスト")),
      ("a@b/\u{A0}\u{2003}", Parts("a", "b", "  ")), ("a@b/👩\u{200D}💻", Parts("a", "b", "👩\u{200D}💻")),
      ("a@b/❤\u{FE0F}", Parts("a", "b", "❤\u{FE0F}")), ("a@b/ x ", Parts("a", "b", " x ")),
    ])
  func accepted(text: String, parts: Parts) throws {
    let jid = try JID(text)
    #expect(jid.local == parts.local)
    #expect(jid.domain == parts.domain)
    #expect(jid.resource == parts.resource)
    #expect(jid.isBare == (parts.resource == nil))
    #expect(try JID(jid.description) == jid)
  }

  @Test(
    "An address with an empty part, or no domain, is refused",
    arguments: [
      "", "@", "/", "@/", "@example.com", "a@", "a@/r", "/r", "a@example.com/", "example.com/", "@example.com/r", ".",
      "..", "a@.example", "a@b..c", "a@example..", "a@[]", "a@[", "a@[::1", "a@[::1]x",
    ])
  func emptyParts(_ text: String) {
    #expect(throws: XMLError.invalidValue) { try JID(text) }
  }

  @Test(
    "A character that a part may not hold is refused",
    arguments: [
      "a\"b@c", "a&b@c", "a'b@c", "a:b@c", "a<b@c", "a>b@c", "a b@c", " a@c", "a\u{A0}b@c", "a\tb@c", "a\0b@c",
      "a\u{7F}b@c", "a\u{85}b@c", "a@b@c", "a@b@c/d", "a@b c", "a@b:5222", "a@b_c", "a@[::1%eth0]", "a@[zz]",
      "a@b\u{0}", "a@b\u{3002}c", "a@b,c", "a@b?c", "a@b\\c", "a@b\u{AD}c", "a\u{AD}b@c", "a\u{200B}b@c",
      "a\u{202E}b@c", "a\u{2066}b@c", "a\u{FEFF}b@c", "a\u{FE0F}@c", "☃@c", "😀@c", "a@😀", "a\u{2028}@c", "a@b/c\0",
      "a@b/\n", "a@b/c\u{1B}[2J", "a@b/\u{9B}2J", "a@b/\u{202E}nimda", "a@b/\u{2066}x\u{2069}", "a@b/\u{200B}",
      "a@b/\u{FEFF}", "a@b/\u{2028}", "a@b/\u{FFFE}", "a@b/\u{1FFFF}", "a@b/\u{E0041}",
    ])
  func forbidden(_ text: String) {
    #expect(throws: XMLError.invalidCharacter) { try JID(text) }
  }

  @Test(
    "E8 JID preparation: a homograph is refused where it is another spelling of the letter, and is another address where it is a letter",
    arguments: [
      ("\u{FF41}dmin@example.com", nil), ("\u{1D41A}dmin@example.com", nil), ("admin@\u{FF45}xample.com", nil),
      ("admin\u{FF20}example.com", nil), ("admin@example\u{FF0F}x", nil), ("o\u{FB03}ce@example.com", nil),
      ("\u{2113}ena@example.com", nil), ("\u{2160}@example.com", nil), ("admin\u{2044}x@example.com", nil),
      ("\u{430}dmin@example.com", "admin@example.com"), ("admin@ex\u{430}mple.com", "admin@example.com"),
      ("pаypal@example.com", "paypal@example.com"), ("\u{131}d@example.com", "id@example.com"),
      ("straße@example.com", "strasse@example.com"), ("admin@example.com/x", "admin@example.com"),
      ("a@b/K", "a@b/k"), ("a.@example.com", "a@example.com"),
    ] as [(String, String?)])
  func homographs(text: String, target: String?) throws {
    guard let target else {
      #expect(throws: XMLError.self) { try JID(text) }
      return
    }
    #expect(try JID(text) != JID(target))
  }

  @Test("Case is mapped the same in every locale: the Turkish dotted I keeps its dot")
  func turkish() throws {
    #expect(try JID("ID@EXAMPLE.COM").description == "id@example.com")
    #expect(try JID("\u{130}@x").local == "i\u{307}")
    #expect(try JID("\u{130}@x") != JID("i@x"))
    #expect(try JID("\u{131}@x") != JID("i@x"))
    #expect(try JID("\u{212A}@x") == JID("k@x"))
    #expect(try JID("\u{1E9E}@x") == JID("ß@x"))
  }

  @Test("Equality is canonical equivalence")
  func normalisation() throws {
    #expect(try JID("e\u{301}@x/e\u{301}") == JID("\u{E9}@x/\u{E9}"))
    #expect(try JID("e\u{301}@x").hashValue == JID("\u{E9}@x").hashValue)
  }

  @Test("A part of 1023 bytes is accepted and one of 1024 is refused")
  func lengths() throws {
    let long = String(repeating: "a", count: 1023)
    let address = try JID("\(long)@\(long)/\(long)")
    #expect(address.resource == long)
    #expect(throws: XMLError.invalidValue) { try JID("a\(long)@b/c") }
    #expect(throws: XMLError.invalidValue) { try JID("a@b\(long)/c") }
    #expect(throws: XMLError.invalidValue) { try JID("a@b/c\(long)") }
    #expect(throws: XMLError.invalidValue) { try JID(String(repeating: "é", count: 512) + "@b") }
    // Longer once it is lower-cased: U+023A has two bytes of UTF-8 and its small letter three.
    #expect(throws: XMLError.invalidValue) { try JID(String(repeating: "\u{23A}", count: 342) + "@b") }
  }

  @Test("A combining mark does not hide the separator before it")
  func combiningMarks() throws {
    #expect(try JID("a@b/\u{301}c").resource == "\u{301}c")
    #expect(throws: XMLError.invalidCharacter) { try JID("a@\u{301}b") }
    #expect(throws: XMLError.invalidCharacter) { try JID("a@b.\u{301}c") }
    #expect(try JID("eve.example/\u{301}alice@home.example").domain == "eve.example")
  }

  @Test("The bare address has no resource, and a resource cannot pass for the address")
  func bare() throws {
    let jid = try JID("eve.example/alice@home.example")
    #expect(jid.bare.description == "eve.example")
    #expect(jid.local == nil)
    #expect(try JID("a@b/c").bare == JID("A@B"))
    #expect(try JID("a@b/c") != JID("a@b"))
  }
}
