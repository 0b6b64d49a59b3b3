import PushTokens
import Testing
import XML

@Suite("The gateway's REST API")
struct GatewayRequestTests {
  static let base = try! PushEndpoint.gatewayBase("https://push.example/api/v1")
  static let account = GatewayAccount(
    base: base, username: "u", credential: GatewayCredential("c0ffee"), device: GatewayDevice(kind: .webPush, id: "d-1"))

  @Test("The requests are those of the ChatSecure push API v1, and of its extension for web push")
  func requests() throws {
    func line(_ request: GatewayRequest) -> String {
      let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
      return "\(request.method.rawValue) \(request.url.text)\(body)"
    }
    let base = Self.base
    #expect(
      try line(.account(base, username: "u", password: "p"))
        == #"POST https://push.example/api/v1/accounts/ {"password":"p","username":"u"}"#)
    #expect(
      try line(.device(base, Self.account.credential, .apns("00ff")))
        == #"POST https://push.example/api/v1/device/apns/ {"registration_id":"00ff"}"#)
    #expect(
      try line(.device(base, Self.account.credential, .webPush(endpoint: "https://w.example/1", p256dh: "k", auth: "a")))
        == #"POST https://push.example/api/v1/device/webpush/ {"auth":"a","p256dh":"k","registration_id":"https://w.example/1"}"#)
    #expect(
      try line(.renewal(Self.account, .webPush(endpoint: "https://w.example/2", p256dh: "k", auth: "a")))
        == #"PUT https://push.example/api/v1/device/webpush/d-1/ {"auth":"a","p256dh":"k","registration_id":"https://w.example/2"}"#)
    #expect(
      try line(.token(Self.account)) == #"POST https://push.example/api/v1/tokens/ {"webpush_device":"d-1"}"#)
    let token = Fixtures.token(1)
    #expect(try line(.revocation(of: token, Self.account)) == "DELETE https://push.example/api/v1/tokens/\(token.text)/")
    #expect(try line(.service(base)) == "GET https://push.example/api/v1/pubsub/")
    #expect(try base.messages.text == "https://push.example/api/v1/messages/")
    #expect(try GatewayRequest.account(base, username: "u", password: "p").credential == nil)
    #expect(try GatewayRequest.token(Self.account).credential == Self.account.credential)
    #expect(try GatewayRequest.renewal(Self.account, .apns("00ff")).credential == Self.account.credential)
  }

  @Test("A base that paths cannot be added to is none", arguments: ["https://push.example/?q=1", "http://push.example/", "push.example"])
  func badBase(text: String) {
    #expect(throws: PushError.invalidEndpoint) { _ = try PushEndpoint.gatewayBase(text).messages }
  }

  @Test("Answers are read")
  func answers() throws {
    let token = Fixtures.token(7)
    let json = #"{"token":"\#(token.text)","apns_device":"x","date_expires":"2026-12-23T12:00:00.123456Z","name":null}"#
    let grant = try GatewayAnswer.token(Array(json.utf8))
    #expect(grant == TokenGrant(token: token, expires: Fixtures.date("2026-12-23T12:00:00Z")))
    #expect(try GatewayAnswer.credential(Array(#"{"token":"c0ffee","email":null}"#.utf8)).text == "c0ffee")
    #expect(try GatewayAnswer.device(Array(#"{"id":"d","active":true}"#.utf8), kind: .apns).id == "d")
    #expect(try GatewayAnswer.service(Array(#"{"jid":"pubsub.push.example"}"#.utf8)) == JID("pubsub.push.example"))
    for none in [#"{"jid":""}"#, #"{"jid":null}"#, "{}"] { #expect(try GatewayAnswer.service(Array(none.utf8)) == nil) }
  }

  @Test("Answers that are none are refused", arguments: [
    "", "[]", "{}", "null", #"{"token":5}"#, #"{"token":""}"#, #"{"token":"a\r\nX-Evil: 1"}"#, #"{"token":"a b"}"#,
    #"{"token":"\#(String(repeating: "a", count: 40))"}"#, #"{"token":"\#(String(repeating: "a", count: 40))","date_expires":"tomorrow"}"#,
    #"{"token":"short","date_expires":"2026-12-23T12:00:00Z"}"#, #"{"jid":"@"}"#, #"{"id":""}"#,
    String(repeating: #"{"a":"#, count: 20) + "1" + String(repeating: "}", count: 20),
    #"{"a":"\#(String(repeating: "x", count: TokenLimits.gatewayAnswerBytes))"}"#,
  ])
  func badAnswers(json: String) {
    let bytes = Array(json.utf8)
    #expect(throws: PushError.self) { _ = try GatewayAnswer.token(bytes) }
    #expect(throws: PushError.self) { _ = try GatewayAnswer.device(bytes, kind: .apns) }
    if !json.contains(String(repeating: "a", count: 40)), !json.contains("short") {
      #expect(throws: PushError.self) { _ = try GatewayAnswer.credential(bytes) }
    }
  }

  @Test("A device's id is one that can stand in a path", arguments: [
    "../x", "a/b", "a.b", "a%2e", "a?b", "a#b", "a b", "a\\r\\nb", "ä", "_", "@", "[", "`", "{", ":", "",
    String(repeating: "a", count: TokenLimits.credentialBytes + 1),
  ])
  func badID(id: String) throws {
    func device(_ id: String) throws(PushError) -> GatewayDevice {
      try GatewayAnswer.device(Array("{\"id\":\"\(id)\"}".utf8), kind: .apns)
    }
    #expect(throws: PushError.malformedPayload) { _ = try device(id) }
    for good in ["17", "0aF9zZ-", "1b4e28ba-2fa1-11d2-883f-0016d3cca427"] { #expect(try device(good).id == good) }
  }

  @Test("A credential prints as nothing")
  func redacted() {
    var dumped = ""
    dump(Self.account, to: &dumped)
    for text in ["\(Self.account)", String(reflecting: Self.account), dumped] { #expect(!text.contains("c0ffee")) }
  }
}
