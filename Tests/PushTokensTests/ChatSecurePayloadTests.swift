import PushTokens
import Testing
import XML

@Suite("The payload in ChatSecure's JSON")
struct ChatSecurePayloadTests {
  static let first = "00000000000000000000000000000000000000a1"
  static let second = "00000000000000000000000000000000000000b2"
  static let valid = """
    {"date_expires":["2026-12-23T00:00:00.000000Z","2026-12-24T01:02:03.000000Z"],\
    "endpoint":"https://push.example/api/v1/messages/","extra_data":"anything / goes",\
    "tokens":["00000000000000000000000000000000000000a1","00000000000000000000000000000000000000b2"]}
    """

  private func parse(_ json: String) throws -> ChatSecurePayload {
    try ChatSecurePayload(json: Array(json.utf8))
  }

  private func write(_ payload: ChatSecurePayload) throws -> String {
    String(decoding: try payload.json(), as: UTF8.self)
  }

  @Test("The payload writes this very text, and the text reads as the payload")
  func exact() throws {
    let payload = try ChatSecurePayload(
      TokenPayload(
        endpoint: Fixtures.endpoint,
        tokens: [
          TokenGrant(token: PushToken(Self.first), expires: Fixtures.date("2026-12-23T00:00:00Z")),
          TokenGrant(token: PushToken(Self.second), expires: Fixtures.date("2026-12-24T01:02:03Z")),
        ]), extraData: "anything / goes")
    #expect(try write(payload) == Self.valid)
    #expect(try parse(Self.valid) == payload)
  }

  @Test("Without dates and extra data, what is written is what ChatSecure-iOS sent")
  func minimal() throws {
    let payload = try ChatSecurePayload(Fixtures.payload([0xa1]))
    let json = #"{"endpoint":"https://push.example/api/v1/messages/","tokens":["\#(Self.first)"]}"#
    #expect(try write(payload) == json)
    #expect(try parse(json) == payload)
  }

  @Test("Dates are written for all tokens or for none")
  func someDates() throws {
    let tokens = [
      TokenGrant(token: Fixtures.token(1), expires: Fixtures.now), TokenGrant(token: Fixtures.token(2), expires: nil),
    ]
    let json = try write(ChatSecurePayload(TokenPayload(endpoint: Fixtures.endpoint, tokens: tokens)))
    #expect(!json.contains("date_expires"))
    #expect(try parse(json).tokens.tokens.allSatisfy { $0.expiresAt == nil })
  }

  @Test("iOS: base URL and messages/, one token, no date; NSJSONSerialization escapes the slashes")
  func fromIOS() throws {
    let payload = try parse(
      #"{"endpoint":"https:\/\/push.chatsecure.org\/api\/v1\/messages\/","tokens":["\#(Self.first)"]}"#)
    #expect(payload.tokens.endpoint.text == "https://push.chatsecure.org/api/v1/messages/")
    #expect(payload.tokens.tokens.map(\.token.text) == [Self.first])
    #expect(payload.tokens.tokens[0].expiresAt == nil)
    #expect(payload.extraData == nil)
  }

  @Test("Zom: the API's base for an endpoint, kept as it is")
  func fromZom() throws {
    let payload = try parse(#"{"tokens":["\#(Self.first)"],"endpoint":"https://push.zom.im/api/v1/"}"#)
    #expect(payload.tokens.endpoint.text == "https://push.zom.im/api/v1/")
    #expect(payload.tokens.tokens.count == 1)
  }

  @Test("The wiki: the singular, several tokens, microseconds, extra data, and white space")
  func fromWiki() throws {
    let payload = try parse(
      """
      {
        "endpoint" : "https://push.chatsecure.org/api/v1/message",
        "tokens" : ["\(Self.first)", "\(Self.second)"],
        "date_expires" : ["2016-06-11T21:15:59.123456Z", "2016-06-11T21:15:59.999999Z"],
        "extra_data" : "anything goes"
      }\r\n
      """)
    #expect(payload.tokens.endpoint.text == "https://push.chatsecure.org/api/v1/message")
    #expect(payload.tokens.tokens.map(\.expires?.description) == ["2016-06-11T21:15:59Z", "2016-06-11T21:15:59Z"])
    #expect(payload.extraData == "anything goes")
  }

  @Test(
    "Unknown members, and null for what is optional, are passed over",
    arguments: [
      #""later":{"a":[1,2,{"b":null}]},"#, #""extra_data":null,"date_expires":null,"#, #""purpose":"call","#,
      #""big":1e999999,"#, #""]]]]":"[[[[[[[[[[[[","#, #""quote\"[[[[[[[[[[":"\\","#, #""":"","#,
    ])
  func additions(_ member: String) throws {
    let json = #"{"endpoint":"https://push.example/m","tokens":["\#(Self.first)"]}"#
    #expect(try parse("{" + member + json.dropFirst()) == parse(json))
  }

  @Test(
    "Each malformed variant is refused for what is wrong with it",
    arguments: [
      ("\"endpoint\"", "\"endpoints\"", PushError.malformedPayload), ("\"tokens\"", "\"token\"", .malformedPayload),
      ("\"endpoint\"", "\"Endpoint\"", .malformedPayload),
      ("\"https://push.example/api/v1/messages/\"", "null", .malformedPayload),
      ("\"https://push.example/api/v1/messages/\"", "1", .malformedPayload),
      ("\"https://push.example/api/v1/messages/\"", "[\"https://push.example/\"]", .malformedPayload),
      ("https://push.example/api/v1/messages/", "", .invalidEndpoint),
      ("https://push.example/api/v1/messages/", "api/v1/messages/", .invalidEndpoint),
      ("https:", "http:", .invalidEndpoint), ("https://", "https://user:pass@", .invalidEndpoint),
      ("messages/", "messages/#x", .invalidEndpoint), ("messages/", "messages/\\u0000", .invalidEndpoint),
      ("messages/", "messages/\\r\\n", .invalidEndpoint), ("messages/", "m\\u00e4", .invalidEndpoint),
      ("[\"\(first)\",\"\(second)\"]", "[]", .noTokens), ("[\"\(first)\",\"\(second)\"]", "null", .malformedPayload),
      ("[\"\(first)\",\"\(second)\"]", "\"\(first)\"", .malformedPayload),
      ("[\"\(first)\",\"\(second)\"]", "{\"0\":\"\(first)\"}", .malformedPayload),
      ("[\"\(first)\",\"\(second)\"]", "[\"\(first)\"]", .invalidDate),
      ("\"\(second)\"", "null", .malformedPayload), ("\"\(second)\"", "5", .malformedPayload),
      ("\"\(second)\"", "[\"\(second)\"]", .malformedPayload), ("\"\(second)\"", "true", .malformedPayload),
      (second, "", .invalidToken), (second, first, .duplicateToken), ("0b2", "0B2", .invalidToken),
      ("0b2", "0b", .invalidToken), ("0b2", "0b20", .invalidToken), ("0b2", "0g2", .invalidToken),
      ("0b2", "0b\\u0000", .invalidToken), ("0b2", " 0b2", .invalidToken),
      ("[\"2026-12-23T00:00:00.000000Z\",", "[", .invalidDate), ("[\"2026-12-23T00:00:00.000000Z\",", "[null,",
      .malformedPayload),
      ("[\"2026-12-23T00:00:00.000000Z\",", "[1797984000,", .malformedPayload),
      ("[\"2026-12-23T00:00:00.000000Z\",\"2026-12-24T01:02:03.000000Z\"]", "[]", .invalidDate),
      ("[\"2026-12-23T00:00:00.000000Z\",\"2026-12-24T01:02:03.000000Z\"]", "\"2026-12-23T00:00:00.000000Z\"",
      .malformedPayload),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T00:00:00Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T00:00:00.000Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T00:00:00.0000000Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T00:00:00.000000", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T00:00:00.0+00:00", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T00:00:00.0-0100Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23 00:00:00.000000Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-13-23T00:00:00.000000Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "2026-12-23T24:00:00.000000Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "0000-12-23T00:00:00.000000Z", .invalidDate),
      ("2026-12-23T00:00:00.000000Z", "never", .invalidDate), ("2026-12-23T00:00:00.000000Z", "", .invalidDate),
      ("\"anything / goes\"", "{}", .malformedPayload), ("\"anything / goes\"", "7", .malformedPayload),
      ("\"anything / goes\"", "[\"a\"]", .malformedPayload), ("anything", "\\ud800", .malformedPayload),
      ("anything", "\n", .malformedPayload), ("anything", "\\x", .malformedPayload),
      ("\"anything / goes\"", "[[[[[[[[1]]]]]]]]", .tooDeep), ("\"anything / goes\"", "\"\"\"\"", .malformedPayload),
    ])
  func malformed(old: String, new: String, error: PushError) throws {
    let json = Self.valid.replacing(old, with: new)
    try #require(json != Self.valid)
    #expect(throws: error) { try parse(json) }
  }

  @Test(
    "What is no JSON object is refused",
    arguments: [
      "", " ", "null", "1", "\"x\"", "[]", "[{}]", "{", "}", "{]", "{}}", "{\"a\"}", "{\"a\":}", "{}x", "x{}", "{},{}",
      "{'endpoint':1}", "<push-tokens/>", "{}", "\u{FEFF}" + valid, valid + "}", valid + valid, "//\n" + valid,
      valid + "\0", "\u{1}" + valid, "{" + String(repeating: "}", count: 100) + String(repeating: "[", count: 100),
    ])
  func notAnObject(_ json: String) {
    #expect(throws: PushError.malformedPayload) { try parse(json) }
  }

  @Test("Other encodings and broken UTF-8 are refused")
  func encoding() {
    let utf16: [UInt8] = Self.valid.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let utf32: [UInt8] = Self.valid.unicodeScalars.flatMap { [UInt8($0.value), 0, 0, 0] }
    // In UTF-16 the bytes of U+2222 are two quotation marks.
    let hidden: [UInt8] = [0x7b, 0, 0x22, 0x22] + [UInt8](repeating: 0x5b, count: 10_000)
    let marked: [UInt8] = [0xff, 0xfe] + utf16
    let broken: [[UInt8]] = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]
    let texts: [[UInt8]] = [utf16, marked, utf32, Array(utf16.reversed()), hidden]
    // In a member that is passed over, of a payload that is sound but for it.
    let strings: [[UInt8]] = broken.map { Array(#"{"x":""#.utf8) + $0 + Array("\",\(Self.valid.dropFirst())".utf8) }
    for json in texts + strings {
      #expect(throws: PushError.malformedPayload) { try ChatSecurePayload(json: json) }
    }
  }

  @Test("1 and 20 tokens make the round trip, 21 and 1500 are refused")
  func bounds() throws {
    for count in [1, 20] {
      let payload = try ChatSecurePayload(Fixtures.payload(Array(1...count), expires: Fixtures.now), extraData: "")
      #expect(try ChatSecurePayload(json: payload.json()) == payload)
    }
    for count in [21, 1500] {
      let tokens = (1...count).map { "\"\(Fixtures.token($0).text)\"" }.joined(separator: ",")
      #expect(throws: PushError.tooManyTokens) { try parse(#"{"endpoint":"https://a.example/","tokens":[\#(tokens)]}"#) }
    }
  }

  @Test("65535 bytes are read, 65536 are not")
  func size() throws {
    let json = #"{"endpoint":"https://push.example/m","tokens":["\#(Self.first)"]}"#
    let full = json + String(repeating: " ", count: TokenLimits.tlvBytes - json.utf8.count)
    #expect(try parse(full) == parse(json))
    #expect(throws: PushError.tooLarge) { try parse(full + " ") }
    #expect(throws: PushError.tooLarge) { try parse(String(repeating: "[", count: 10_000_000)) }
  }

  @Test("Extra data is bounded, and its worst case still fits a TLV")
  func extraData() throws {
    let tokens = try Fixtures.payload(
      Array(1...20), expires: Fixtures.now,
      endpoint: PushEndpoint("https://a.example/" + String(repeating: "a", count: 2030)))
    let longest = String(repeating: "\u{1}", count: TokenLimits.extraDataBytes)
    let payload = try ChatSecurePayload(tokens, extraData: longest)
    let json = try payload.json()
    #expect(try ChatSecurePayload(json: ChatSecureTLV(ChatSecureTLV(value: json).encoded).value) == payload)
    #expect(throws: PushError.tooLarge) { try ChatSecurePayload(tokens, extraData: longest + "a") }
    #expect(throws: PushError.tooLarge) {
      try parse(Self.valid.replacing("anything", with: String(repeating: "é", count: 2048)))
    }
  }

  @Test("Nesting is bounded before the decoder sees it", arguments: ["[", "{\"a\":"])
  func depth(_ open: String) throws {
    let close = open == "[" ? "]" : "}"
    func nested(_ depth: Int) -> String {
      let value = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      return #"{"x":\#(value),"endpoint":"https://push.example/m","tokens":["\#(Self.first)"]}"#
    }
    #expect(try parse(nested(TokenLimits.jsonDepth - 1)).tokens.tokens.count == 1)
    #expect(throws: PushError.tooDeep) { try parse(nested(TokenLimits.jsonDepth)) }
    #expect(throws: PushError.tooDeep) { try parse(nested(10_000)) }
    #expect(throws: PushError.tooDeep) { try parse("{\"x\":" + String(repeating: open, count: 13_000)) }
  }

  static let hostile: [String] = [
    "{\"a\":\"\(times("\\u00e9", 10_900))\"}", "{\(times("\"a\":1,", 10_900))\"a\":1}",
    "{\((0..<7000).map { "\"\($0)\":1," }.joined())\"a\":1}", "{\"a\":\(times("1", 65_000))}",
    "{\"a\":1e\(times("9", 65_000))}", "{\"a\":[\(times("[],", 20_000))[]]}",
    "{\"tokens\":[\(times("\"\",", 20_000))\"\"]}",
    "{\(times(" ", 65_000))}", "{\"a\":\"\(times("\\", 65_000))",
  ]

  private static func times(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test("The largest texts of each shape are decided on at once", .timeLimit(.minutes(1)), arguments: hostile)
  func hostileShapes(_ json: String) {
    #expect(throws: PushError.malformedPayload) { try parse(json) }
  }
}
