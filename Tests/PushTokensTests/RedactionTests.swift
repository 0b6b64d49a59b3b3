import PushTokens
import Testing

@Suite("Printing")
struct RedactionTests {
  static let token = try! PushToken("c0ffee5eedc0ffee5eedc0ffee5eedc0ffee5eed")

  /// Everything that holds a token.
  static let holders: [(name: String, value: any Sendable)] = [
    ("token", token), ("optional", Optional(token)), ("array", [token]), ("set", Set([token])),
    ("dictionary key", [token: 1]), ("dictionary value", [1: token]), ("tuple", (token, 1)),
    ("grant", TokenGrant(token: token, expires: nil)), ("payload", payload),
    ("chatsecure payload", try! ChatSecurePayload(payload, extraData: "x")),
    ("tlv", try! ChatSecureTLV(value: ChatSecurePayload(payload).json())),
    ("minted", minted), ("given", minted.given(to: Fixtures.alice, device: 1, now: Fixtures.now)), ("held", held),
    ("merge", try! TokenMerge(payload, from: Fixtures.alice, device: 1, into: [], now: Fixtures.now)),
    ("request", KnockRequest(token: token, endpoint: Fixtures.endpoint)),
    ("result", Result<PushToken, PushError>.success(token)),
  ]
  static let payload = try! TokenPayload(
    endpoint: Fixtures.endpoint, tokens: [TokenGrant(token: token, expires: Fixtures.now)])
  static let minted = MintedToken(token: token, endpoint: Fixtures.endpoint, expires: Fixtures.now)
  static let held = HeldToken(
    token: token, contact: Fixtures.alice, device: 1, endpoint: Fixtures.endpoint, received: Fixtures.now, expires: nil,
    state: .unused)

  @Test("No way of printing shows a token's digits", arguments: holders.indices)
  func redacted(_ index: Int) {
    let (name, value) = Self.holders[index]
    var dumped = ""
    dump(value, to: &dumped)
    for text in ["\(value)", String(describing: value), String(reflecting: value), dumped, Self.walk(value)] {
      #expect(!text.contains("c0ffee"), "\(name)")
      #expect(!text.contains("99, 48, 102"), "\(name)")  // "c0f" in bytes
      #expect(!text.isEmpty)
    }
  }

  @Test("A token says that it is redacted, and hands its digits out when asked")
  func description() {
    #expect("\(Self.token)" == "PushToken(redacted)")
    #expect(Self.token.text.hasPrefix("c0ffee"))
  }

  /// All that a mirror gives, as a debugger would show it.
  private static func walk(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    return "\(value)" + mirror.children.map { ($0.label ?? "") + walk($0.value) }.joined()
  }
}
