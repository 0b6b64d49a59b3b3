import Testing
import XMPPClient

@Suite("SASLprep (RFC 4013)")
struct SASLprepTests {
  /// The first seven are the examples of section 3.
  @Test(
    "A text is brought to its one form, or refused",
    arguments: [
      ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("\u{AA}", "a"), ("\u{2168}", "IX"), ("\u{7}", nil),
      ("\u{627}1", nil), ("a\u{A0}b", "a b"), ("\u{3000}", " "), ("pa ss", "pa ss"), ("\u{FF50}", "p"),
      ("e\u{301}", "\u{E9}"), ("\u{627}\u{31}\u{628}", "\u{627}\u{31}\u{628}"), ("\u{627}a\u{628}", nil), ("", nil),
      ("\u{AD}", nil), ("a\0", nil), ("a\u{7F}", nil), ("\u{E000}", nil), ("\u{FFFD}", nil),
      ("\u{202E}a", nil), ("\u{2028}", nil), ("\u{E0001}", nil), ("😀", "😀"),
    ] as [(String, String?)])
  func prepared(text: String, expected: String?) {
    let prepared = SASLprep.prepare(text)
    #expect(prepared.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }
}
