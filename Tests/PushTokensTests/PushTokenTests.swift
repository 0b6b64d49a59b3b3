import PushTokens
import Testing

@Suite("Tokens")
struct PushTokenTests {
  static let digits = "0123456789abcdef0123456789abcdef01234567"

  @Test("A token is 40 lower-case hex digits and is kept as written")
  func accepted() throws {
    #expect(try PushToken(Self.digits).text == Self.digits)
    #expect(try PushToken(Self.digits) == PushToken(Self.digits))
  }

  static let malformed: [String] = [
    "", "0", "0123456789abcdef0123456789abcdef0123456", "\(digits)0", "\(digits)\(digits)", digits.uppercased(),
    "A123456789abcdef0123456789abcdef01234567", "g123456789abcdef0123456789abcdef01234567", " \(digits)", "\(digits) ",
    "\(digits)\n", "\(digits)\0", "0x\(digits)", "0x23456789abcdef0123456789abcdef01234567",
    "-123456789abcdef0123456789abcdef01234567", "+123456789abcdef0123456789abcdef01234567",
    "/123456789abcdef0123456789abcdef01234567", ":123456789abcdef0123456789abcdef01234567",
    "`123456789abcdef0123456789abcdef01234567", "e\u{301}3456789abcdef0123456789abcdef01234567",
    "\u{FEFF}3456789abcdef0123456789abcdef01234567", String(repeating: "٠", count: 20),
    String(repeating: "０", count: 40), String(repeating: "a", count: 1_000_000),
  ]

  @Test("Anything else is refused", arguments: malformed)
  func refused(_ text: String) {
    #expect(throws: PushError.invalidToken) { try PushToken(text) }
  }

  @Test("Minted tokens are canonical and differ")
  func minted() throws {
    let tokens = (0..<100).map { _ in PushToken.mint() }
    #expect(Set(tokens).count == 100)
    for token in tokens { #expect(try PushToken(token.text) == token) }
  }
}
