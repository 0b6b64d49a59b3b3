import TestSupport
import Testing

@Suite("pawl tokens add")
struct TokensAddTests {
  private static let first = "https://push.example.net/api/v1/messages/"
  private static let second = "https://push.example.com/api/v1/messages/"

  private func token(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 40 - digits.count) + digits
  }

  private func lines(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { token($0) + " 2099-01-01T00:00:00Z" }.joined(separator: "\n")
  }

  @Test("At another endpoint the former tokens are printed, to be revoked there")
  func moving() throws {
    let alice = try Party("alice@example.org", device: 11)
    #expect(try alice.pawl("tokens", "add", "--endpoint", Self.first, input: lines(1...2)).status == 0)
    let moved = try alice.pawl("tokens", "add", "--endpoint", Self.second, input: lines(3...4))
    #expect(moved.status == 0)
    #expect(moved.line.split(separator: "\n").filter { $0.count == 40 }.sorted().map(String.init) == [token(1), token(2)])
    let back = try alice.pawl("tokens", "add", "--json", "--endpoint", Self.first, input: lines(5...5)).json()
    #expect((back["revokeTokens"] as? [String]).map(Set.init) == Set([token(3), token(4)]))
    let rows = try alice.pawl("tokens", "list").output
    #expect(rows.hasPrefix(token(5)) && rows.contains(Self.first) && rows.split(separator: "\n").count == 1)
  }

  @Test("A list that is refused moves nothing: the tokens at the former endpoint are still to be had")
  func refused() throws {
    let alice = try Party("alice@example.org", device: 11)
    #expect(try alice.pawl("tokens", "add", "--endpoint", Self.first, input: lines(1...2)).status == 0)
    let before = try alice.pawl("tokens", "list").output
    for input in [lines(3...103), lines(3...4) + "\n" + token(5) + " tomorrow"] {
      let refused = try alice.pawl("tokens", "add", "--endpoint", Self.second, input: input)
      #expect(refused.status == 65 && refused.output.isEmpty)
      #expect(try alice.pawl("tokens", "list").output == before)
      #expect(try alice.pawl("push", "status", "--json").json()["endpoint"] as? String == Self.first)
    }
    let moved = try alice.pawl("tokens", "add", "--json", "--endpoint", Self.second, input: lines(3...4)).json()
    #expect((moved["revokeTokens"] as? [String]).map(Set.init) == Set([token(1), token(2)]))
  }
}
