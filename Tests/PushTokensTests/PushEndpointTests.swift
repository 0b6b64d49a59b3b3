import PushTokens
import Testing

@Suite("Endpoints")
struct PushEndpointTests {
  @Test(
    "An absolute https URL is kept as written",
    arguments: [
      ("https://push.chatsecure.org/api/v1/messages/", "push.chatsecure.org"),
      ("https://push.chatsecure.org/api/v1/message", "push.chatsecure.org"),
      ("https://push.zom.im/api/v1/", "push.zom.im"),
      ("https://push.example", "push.example"), ("https://push.example/", "push.example"),
      ("https://push.example:8443/messages/?v=1&x=a%2Fb", "push.example"), ("https://push.example?x", "push.example"),
      ("https://Push.Example/", "Push.Example"), ("https://xn--bcher-kva.example/m", "xn--bcher-kva.example"),
      ("https://192.0.2.1:1/m", "192.0.2.1"), ("https://[2001:db8::1]:65535/m", "[2001:db8::1]"),
      ("https://[::ffff:192.0.2.1]/", "[::ffff:192.0.2.1]"), ("https://push_1.example/", "push_1.example"),
      ("https://push.example/@user:pass/~a/!$&'()*+,;=:", "push.example"),
      ("https://push.example//../x/./y", "push.example"), ("https://localhost/", "localhost"),
    ])
  func accepted(text: String, host: String) throws {
    let endpoint = try PushEndpoint(text)
    #expect(endpoint.text == text)
    #expect(endpoint.host == host)
    #expect(endpoint.description == text)
  }

  @Test(
    "http is for loopback",
    arguments: ["http://127.0.0.1:8080/messages/", "http://[::1]:8080/messages/", "http://localhost/m", "http://localhost"])
  func loopback(_ text: String) throws {
    #expect(try PushEndpoint(text).isLoopback)
  }

  @Test("A host elsewhere is not loopback", arguments: ["https://push.example/", "https://localhost.example/"])
  func elsewhere(_ text: String) throws {
    #expect(try !PushEndpoint(text).isLoopback)
  }

  @Test(
    "http elsewhere, or to a host that only resolves to loopback, is refused",
    arguments: [
      "http://push.example/", "http://127.0.0.2/", "http://127.1/", "http://0x7f000001/", "http://2130706433/",
      "http://0177.0.0.1/", "http://0.0.0.0/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/",
      "http://[::ffff:127.0.0.1]/",
      "http://localhost.example/", "http://localhost./", "http://LOCALHOST/", "http://x.localhost/",
      "http://127.0.0.1.example/", "http://127.0.0.1@push.example/", "http://localhost:80@push.example/",
      "http://push.example?127.0.0.1", "http://push.example/127.0.0.1",
    ])
  func plain(_ text: String) {
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(text) }
  }

  @Test(
    "Other schemes and relative URLs are refused",
    arguments: [
      "", "https", "https:", "https:/", "https://", "https:///x", "https:push.example", "https:/push.example/",
      "//push.example/", "/api/v1/messages/", "push.example", "push.example/messages/", "HTTPS://push.example/",
      "Https://push.example/", " https://push.example/", "ftp://push.example/", "file:///etc/passwd",
      "javascript:alert(1)", "xmpp:a@b", "wss://push.example/", "httpss://push.example/", "https//push.example/",
      "data:,https://push.example/", "https://https://push.example/",
    ])
  func scheme(_ text: String) {
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(text) }
  }

  @Test(
    "User info and fragments are refused",
    arguments: [
      "https://user@push.example/", "https://user:pass@push.example/", "https://@push.example/",
      "https://:@push.example/",
      "https://push.example@evil.example/", "https://push.example:443@evil.example/", "https://push.example/#",
      "https://push.example/#frag", "https://push.example#", "https://push.example/?q#f",
      "https://evil.example#@push.example/",
    ])
  func userAndFragment(_ text: String) {
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(text) }
  }

  @Test(
    "A host or port that is none is refused",
    arguments: [
      "https://:443/", "https://push.example:/", "https://push.example:0/", "https://push.example:65536/",
      "https://push.example:99999999999999999999/", "https://push.example:08/", "https://push.example:+80/",
      "https://push.example:-1/", "https://push.example:80:80/", "https://push.example: 80/", "https://push.example:x/",
      "https://.example/", "https://push..example/", "https://push.example./", "https://./", "https://?x",
      "https://[]/",
      "https://[/", "https://]/", "https://[::1/", "https://::1]/", "https://::1/", "https://[::1]x/",
      "https://[::1]:/",
      "https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[v1.x]/", "https://[1.2.3.4]/",
      "https://[[::1]]/",
      "https://a[::1]/", "https://push%2eexample/", "https://push%00.example/", "https://pu$h.example/",
      "https://\(String(repeating: "a", count: 64)).example/",
      "https://\(Array(repeating: "aaaaaaa", count: 32).joined(separator: "."))/",
    ])
  func hostAndPort(_ text: String) {
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(text) }
  }

  @Test(
    "Characters that two parsers may read in two ways are refused",
    arguments: [
      "https://push.example/ ", "https://push.example/a b", "https://push.example/\t", "https://push.example/\n",
      "https://push.example/\r\nHost: evil.example", "https://push.example/\0", "https://push.example/\u{7f}",
      "https://push.example\\@evil.example/", "https://push.example/\\x", "https:\\\\push.example\\",
      "https://push.example/é", "https://pü.example/", "https://push。example/", "https://push.example/\u{202E}",
      "https://push.example/%", "https://push.example/%4", "https://push.example/%zz", "https://push.example/%4z",
      "https://push.example/%z4", "https://push.example/%%20",
      "https://push.example/?%a", "https://push.example/<", "https://push.example/>", "https://push.example/\"",
      "https://push.example/^", "https://push.example/`", "https://push.example/{token}", "https://push.example/|",
      "https://push.example/[x]", "\u{FEFF}https://push.example/",
    ])
  func characters(_ text: String) {
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(text) }
  }

  @Test("2048 bytes are taken, 2049 are not")
  func length() throws {
    let base = "https://push.example/"
    let longest = base + String(repeating: "a", count: TokenLimits.endpointBytes - base.utf8.count)
    #expect(longest.utf8.count == 2048)
    #expect(try PushEndpoint(longest).text == longest)
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(longest + "a") }
    #expect(throws: PushError.invalidEndpoint) { try PushEndpoint(base + String(repeating: "a", count: 10_000_000)) }
  }
}
