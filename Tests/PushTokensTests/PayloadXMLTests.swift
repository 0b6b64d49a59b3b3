import PushTokens
import Testing
import XML

@Suite("The payload in XML")
struct PayloadXMLTests {
  static let first = "00000000000000000000000000000000000000a1"
  static let second = "00000000000000000000000000000000000000b2"
  static let valid = """
    <push-tokens xmlns='urn:pawl:push-tokens:0' endpoint='https://push.example/api/v1/messages/' purpose='knock'>\
    <token expires='2026-12-23T00:00:00Z'>00000000000000000000000000000000000000a1</token>\
    <token>00000000000000000000000000000000000000b2</token></push-tokens>
    """

  private func parse(_ xml: String) throws -> TokenPayload {
    try TokenPayload(Element.parse(xml))
  }

  @Test("The payload writes this very text, and the text reads as the payload")
  func exact() throws {
    let payload = try TokenPayload(
      endpoint: Fixtures.endpoint,
      tokens: [
        TokenGrant(token: PushToken(Self.first), expires: Fixtures.date("2026-12-23T00:00:00Z")),
        TokenGrant(token: PushToken(Self.second), expires: nil),
      ])
    #expect(try payload.element.serialized() == Self.valid)
    #expect(try parse(Self.valid) == payload)
    #expect(payload.tokens[0].expiresAt?.timeIntervalSince1970 == 1_797_984_000)
    #expect(payload.tokens[1].expiresAt == nil)
    #expect(payload.purpose == .knock)
  }

  @Test("An endpoint with markup in it survives the round trip")
  func escaping() throws {
    let payload = try Fixtures.payload([1], endpoint: PushEndpoint("https://push.example/?a=1&b='2'"))
    #expect(try parse(payload.element.serialized()) == payload)
  }

  @Test("1 and 20 tokens make the round trip", arguments: [1, 20])
  func counts(_ count: Int) throws {
    let payload = try Fixtures.payload(Array(1...count), expires: Fixtures.now)
    #expect(try parse(payload.element.serialized()) == payload)
  }

  @Test(
    "What a later version may add is passed over",
    arguments: [
      ("purpose='knock'>", "purpose='knock' colour='red'>"), ("purpose='knock'>", "purpose='knock'>text<later/>"),
      ("purpose='knock'>", "purpose='knock'><token xmlns='urn:other'>x</token>"),
      ("<token>", "<token sound='bell'>"), ("<token>", "<token><later/>"),
      ("purpose='knock'>", "xmlns:o='urn:other' o:purpose='spam' purpose='knock'>"),
      ("<token>", "<token xmlns:o='urn:other' o:expires='never'>"),
    ])
  func additions(old: String, new: String) throws {
    #expect(try parse(Self.valid.replacing(old, with: new)) == parse(Self.valid))
  }

  @Test(
    "A payload is known by name and namespace",
    arguments: [
      ("<push-tokens xmlns='urn:pawl:push-tokens:0'/>", true), ("<push-tokens xmlns='urn:pawl:push-tokens:1'/>", false),
      ("<push-tokens/>", false), ("<push-token xmlns='urn:pawl:push-tokens:0'/>", false),
      ("<body xmlns='jabber:client'/>", false),
    ])
  func isPayload(xml: String, expected: Bool) throws {
    #expect(try TokenPayload.isPayload(Element.parse(xml)) == expected)
  }

  @Test(
    "Each malformed variant is refused for what is wrong with it",
    arguments: [
      ("urn:pawl:push-tokens:0", "urn:pawl:push-tokens:1", PushError.malformedPayload),
      ("push-tokens xmlns", "push-tokens x='' xmlns:x", .malformedPayload),
      (" purpose='knock'", "", .malformedPayload), (" purpose='knock'", " purpose=''", .unknownPurpose),
      ("'knock'", "'Knock'", .unknownPurpose), ("'knock'", "'knock '", .unknownPurpose),
      ("'knock'", "'call'", .unknownPurpose), ("'knock'", "'knock call'", .unknownPurpose),
      (" endpoint='https://push.example/api/v1/messages/'", "", .malformedPayload),
      ("https://push.example/api/v1/messages/", "", .invalidEndpoint),
      ("https://push.example/api/v1/messages/", "/api/v1/messages/", .invalidEndpoint),
      ("https:", "http:", .invalidEndpoint), ("https:", "ftp:", .invalidEndpoint),
      ("https://", "https://user@", .invalidEndpoint), ("messages/", "messages/#", .invalidEndpoint),
      ("messages/", "mess&#x9;ages/", .invalidEndpoint), ("messages/", "mess\u{e4}ges/", .invalidEndpoint),
      ("0b2<", "0B2<", .invalidToken), ("0b2<", "0b<", .invalidToken), ("0b2<", "0b20<", .invalidToken),
      ("0b2<", "0g2<", .invalidToken), ("0b2<", "0b2 <", .invalidToken), ("0b2<", "\n0b2<", .invalidToken),
      (second, "", .invalidToken), (second, "<hex>\(second)</hex>", .invalidToken),
      (second, first, .duplicateToken), ("<token>", "<token>\(first)</token><token>", .duplicateToken),
      ("2026-12-23T00:00:00Z", "", .invalidDate), ("2026-12-23T00:00:00Z", "2026-12-23", .invalidDate),
      ("2026-12-23T00:00:00Z", "2026-02-30T00:00:00Z", .invalidDate), ("00:00Z", "00:00", .invalidDate),
      ("2026-12-23T00:00:00Z", "1797984000", .invalidDate), ("2026-12-23T00:00:00Z", "never", .invalidDate),
    ])
  func malformed(old: String, new: String, error: PushError) throws {
    let xml = Self.valid.replacing(old, with: new)
    try #require(xml != Self.valid)
    #expect(throws: error) { try parse(xml) }
  }

  @Test("No token, and one too many, are refused; in another namespace none counts")
  func bounds() throws {
    let start = "<push-tokens xmlns='urn:pawl:push-tokens:0' endpoint='https://push.example/' purpose='knock'>"
    #expect(throws: PushError.noTokens) { try parse(start + "</push-tokens>") }
    #expect(throws: PushError.noTokens) {
      try parse(start + "<token xmlns='urn:x'>\(Self.first)</token></push-tokens>")
    }
    for count in [21, 10_000] {
      // Not even read: each is malformed as well.
      let tokens = String(repeating: "<token/>", count: count)
      #expect(throws: PushError.tooManyTokens) { try parse(start + tokens + "</push-tokens>") }
    }
  }

  @Test("An unknown purpose is told before the rest is read")
  func purposeFirst() {
    #expect(throws: PushError.unknownPurpose) {
      try parse("<push-tokens xmlns='urn:pawl:push-tokens:0' purpose='later'><ring/></push-tokens>")
    }
  }

  @Test("A payload cannot be made with no token, too many, or one twice")
  func construction() {
    #expect(throws: PushError.noTokens) { try Fixtures.payload([]) }
    #expect(throws: PushError.tooManyTokens) { try Fixtures.payload(Array(1...21)) }
    #expect(throws: PushError.duplicateToken) { try Fixtures.payload([1, 2, 1]) }
  }
}
