import Primitives
import TestSupport
import Testing
import Verification
import XML

@Suite("Invite links")
struct InviteLinkTests {
  static let hex = "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01"
  static let key = try! X25519PublicKey([UInt8](hex: hex))
  static let other = X25519PrivateKey().publicKey
  static let jid = try! JID("juliet@capulet.example")
  static let token = "00000000000000000000000000000000000000a1"
  static let plain = "xmpp:juliet@capulet.example?omemo-sid-1234=\(hex);omemo2-sid-1234=\(hex)"

  private func fingerprint(_ version: InviteLink.Version, _ device: UInt32, _ key: X25519PublicKey = key)
    -> InviteLink.Fingerprint
  {
    InviteLink.Fingerprint(version: version, device: device, key: key)
  }

  @Test("A link is written as other clients write it, and read back")
  func exact() throws {
    let link = try InviteLink(jid: Self.jid, fingerprints: [fingerprint(.legacy, 1234), fingerprint(.omemo2, 1234)])
    #expect(link.uri == Self.plain)
    #expect(try InviteLink(uri: Self.plain) == link)
    #expect(try InviteLink(jid: Self.jid, fingerprints: []).uri == "xmpp:juliet@capulet.example")
    #expect(try InviteLink(uri: "xmpp:juliet@capulet.example").fingerprints.isEmpty)
  }

  @Test("A push token travels with its endpoint")
  func pushToken() throws {
    let endpoint = "https://push.example/api/v1/messages/?a=1;b=2&c='x'#"
    let token = try InviteLink.PushToken(token: Self.token, endpoint: endpoint)
    let link = try InviteLink(jid: Self.jid, fingerprints: [fingerprint(.legacy, 1)], pushToken: token)
    let written = "https://push.example/api/v1/messages/%3Fa%3D1%3Bb%3D2%26c%3D%27x%27%23"
    #expect(link.uri.hasSuffix(";pawl-push-token=\(Self.token);pawl-push-endpoint=\(written)"))
    #expect(try InviteLink(uri: link.uri) == link)
  }

  @Test("No way of printing shows the token")
  func redacted() throws {
    let token = try InviteLink.PushToken(token: Self.token, endpoint: "https://push.example/")
    let link = try InviteLink(jid: Self.jid, fingerprints: [], pushToken: token)
    var dumped = ""
    dump(link, to: &dumped)
    for text in ["\(link)", "\(token)", String(reflecting: link), String(reflecting: token), dumped] {
      #expect(!text.contains("00a1"))
    }
  }

  @Test(
    "Addresses of all kinds survive",
    arguments: [
      "münchen@bücher.example", "a.b-c_d~e@[2001:db8::1]", "o'brien%;=?#&+!$()*,@example.org", "日本@例え.example",
    ])
  func addresses(text: String) throws {
    // The apostrophe and others are no part of a local part.
    guard let jid = try? JID(text) else {
      let safe = try JID(text.replacing("'", with: "").replacing("&", with: ""))
      #expect(try InviteLink(uri: InviteLink(jid: safe, fingerprints: []).uri).jid == safe)
      return
    }
    let uri = try InviteLink(jid: jid, fingerprints: [fingerprint(.legacy, 1)]).uri
    #expect(uri.utf8.allSatisfy { (0x21...0x7e).contains($0) })
    #expect(try InviteLink(uri: uri).jid == jid)
  }

  @Test(
    "What others write is read",
    arguments: [
      "XMPP:Juliet@Capulet.Example?omemo-sid-1234=\(hex.uppercased())",
      "xmpp:juliet@capulet.example?roster;omemo-sid-1234=\(hex)",
      "xmpp:juliet@capulet.example?message;body=Hello%20there;omemo-sid-1234=\(hex)",
      "xmpp:juliet@capulet.example?otr-fingerprint=811b96;omemo-sid-1234=\(hex);x=",
      "xmpp:%6Auliet@capulet.example?omemo-sid-1234=\(hex)",
    ])
  func others(uri: String) throws {
    let link = try InviteLink(uri: uri)
    #expect(link.jid == Self.jid && link.fingerprints == [fingerprint(.legacy, 1234)])
  }

  @Test(
    "Each bad link is refused for what is wrong with it",
    arguments: [
      ("xmpp:", "http:", InviteError.notAnInvitation), ("xmpp:", "xmpp://", .notAnInvitation),
      ("xmpp:", "", .notAnInvitation),
      ("xmpp:", " xmpp:", .notAnInvitation), ("?", "?remove;", .notAnInvitation),
      ("?", "?trust-message;", .notAnInvitation),
      ("?", "?;", .notAnInvitation), ("?", "?=x;", .notAnInvitation), ("?", "?%zz=1;", .notAnInvitation),
      ("?", "?x=%ff;", .notAnInvitation), ("?", "?x=%0a;", .notAnInvitation), ("?", "?x=%00;", .notAnInvitation),
      ("?", "?x=%4;", .notAnInvitation),
      ("?", "?x=a b;", .notAnInvitation), ("?", "?x=ä;", .notAnInvitation), ("?", "?x=1#y;", .notAnInvitation),
      (";", ";;", .notAnInvitation),
      (";", ";roster;", .notAnInvitation), ("juliet@capulet.example", "capulet.example", .invalidAddress),
      ("juliet@", "@", .invalidAddress), ("juliet@", "ju@liet@", .invalidAddress),
      ("juliet@", "ju%40liet@", .invalidAddress),
      ("juliet@", "ju%2Fliet@", .invalidAddress), ("capulet.example", "capulet.example/balcony", .notAnInvitation),
      ("capulet.example", "capulet.example%2Fx", .invalidAddress), ("capulet.example", "", .invalidAddress),
      ("capulet.example", "cap%40ulet.example", .invalidAddress),
      ("sid-1234", "sid-0", .invalidDevice), ("sid-1234", "sid-2147483648", .invalidDevice),
      ("sid-1234", "sid-", .invalidDevice),
      ("sid-1234", "sid-01234", .invalidDevice), ("sid-1234", "sid-+1234", .invalidDevice),
      ("sid-1234", "sid-99999999999999999999", .invalidDevice),
      ("=47", "=", .invalidFingerprint), ("=47", "=4701", .invalidFingerprint), ("=47", "=g7", .invalidFingerprint),
      ("ca01", "ca-01", .invalidFingerprint),
      (hex, String(repeating: "0", count: 64), .invalidFingerprint),
      (hex, String(repeating: "f", count: 64), .invalidFingerprint), (hex, "", .invalidFingerprint),
      ("omemo2-sid", "omemo-sid", .contradiction),
    ])
  func bad(old: String, new: String, error: InviteError) throws {
    let uri = Self.plain.replacing(old, with: new, maxReplacements: 1)
    try #require(uri != Self.plain)
    #expect(throws: error) { try InviteLink(uri: uri) }
  }

  @Test("Tokens and endpoints come together, once, in their one form")
  func badTokens() throws {
    let start = "xmpp:juliet@capulet.example?"
    let (token, endpoint) = ("pawl-push-token=\(Self.token)", "pawl-push-endpoint=https://push.example/")
    #expect(try InviteLink(uri: start + token + ";" + endpoint).pushToken?.token == Self.token)
    for (uri, error) in [
      (token, InviteError.invalidToken), (endpoint, .invalidEndpoint),
      (token + ";" + token + ";" + endpoint, .contradiction),
      (token + ";" + endpoint + ";" + endpoint, .contradiction),
      (token.uppercasedValue + ";" + endpoint, .invalidToken),
      (token + "0;" + endpoint, .invalidToken), ("pawl-push-token=;" + endpoint, .invalidToken),
      (token + ";pawl-push-endpoint=http://push.example/", .invalidEndpoint),
      (token + ";pawl-push-endpoint=https://", .invalidEndpoint),
      (token + ";pawl-push-endpoint=https://push.example/%20", .invalidEndpoint),
      (token + ";pawl-push-endpoint=https://p/%C3%A4", .invalidEndpoint),
      (token + ";pawl-push-endpoint=https://push.example/" + String(repeating: "a", count: 2048), .invalidEndpoint),
    ] {
      #expect(throws: error) { try InviteLink(uri: start + uri) }
    }
  }

  @Test("A device has one key, and a link 64 fingerprints")
  func bounds() throws {
    #expect(throws: InviteError.contradiction) {
      try InviteLink(jid: Self.jid, fingerprints: [fingerprint(.legacy, 1), fingerprint(.omemo2, 1, Self.other)])
    }
    #expect(throws: InviteError.contradiction) {
      try InviteLink(jid: Self.jid, fingerprints: [fingerprint(.legacy, 1), fingerprint(.legacy, 1)])
    }
    #expect(throws: InviteError.invalidDevice) {
      try InviteLink(jid: Self.jid, fingerprints: [fingerprint(.legacy, 0)])
    }
    #expect(throws: InviteError.invalidAddress) { try InviteLink(jid: JID("capulet.example"), fingerprints: []) }
    #expect(throws: InviteError.invalidAddress) { try InviteLink(jid: JID("j@capulet.example/a"), fingerprints: []) }
    let full = (1...64).map { fingerprint(.legacy, $0) }
    let link = try InviteLink(jid: Self.jid, fingerprints: full)
    #expect(try InviteLink(uri: link.uri) == link)
    #expect(throws: InviteError.tooMany) {
      try InviteLink(jid: Self.jid, fingerprints: full + [fingerprint(.legacy, 65)])
    }
    #expect(throws: InviteError.tooMany) { try InviteLink(uri: link.uri + ";omemo-sid-65=\(Self.hex)") }
    #expect(throws: InviteError.notAnInvitation) {
      try InviteLink(uri: Self.plain + ";x=" + String(repeating: "a", count: 16384))
    }
    #expect(throws: InviteError.notAnInvitation) {
      try InviteLink(uri: Self.plain + String(repeating: ";x=", count: 255))
    }
  }

  @Test("A flipped bit of a link is refused or another link; nothing crashes")
  func flipped() {
    let bytes = Array(Self.plain.utf8)
    for bit in 0..<bytes.bitCount {
      guard let link = try? InviteLink(uri: String(decoding: bytes.flippingBit(bit), as: UTF8.self)) else { continue }
      #expect(throws: Never.self) { try #expect(InviteLink(uri: link.uri) == link) }
    }
  }
}

extension String {
  /// `name=VALUE`.
  fileprivate var uppercasedValue: String {
    split(separator: "=").enumerated().map { $0.offset == 0 ? String($0.element) : $0.element.uppercased() }.joined(
      separator: "=")
  }
}
