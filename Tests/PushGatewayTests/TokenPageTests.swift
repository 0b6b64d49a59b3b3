import Foundation
import Primitives
import PushTokens
import Testing

@testable import PushGateway

@Suite("The API: a long list of tokens")
struct TokenPageTests {
  /// Makes tokens for a device of the account, 60 of them at each moment, so that a page ends in the midst of such a group.
  ///
  /// - Returns: their ids.
  private static func makeTokens(_ count: Int, _ api: TestAPI, _ apiToken: String) async throws -> Set<String> {
    let account = try #require(try await api.ask(.get, "accounts/", token: apiToken)["id"])
    let device = try await api.device(apiToken)
    let start = Gateway.now()
    var ids: Set<String> = []
    for number in 0..<count {
      let hash = GatewayStore.hash(PushToken.mint().text)
      let token = StoredToken(
        hash: hash, device: device, kind: .apns, name: nil, expiresAt: start + GatewayLimits.tokenLifetime)
      #expect(try await api.test.store.add(token, of: account, now: start + Int64(number / 60)) == .added)
      ids.insert(TextEncoding.hex(hash))
    }
    return ids
  }

  private static func ids(_ answer: TestAPI.Answer) -> [String] {
    answer.list.compactMap { $0["id"] as? String }
  }

  /// The path of the next page.
  private static func next(_ answer: TestAPI.Answer) -> String? {
    let link = answer.headers[.link]?.wholeMatch(of: #/<(/api/v1/tokens/\?after=[0-9]+-[0-9a-f]{64})>; rel="next"/#)
    return link.map { String($0.1) }
  }

  @Test("It comes in pages, each token once, and nobody else's", arguments: TestDatabase.allCases)
  func pages(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let (alice, mallory) = (try await api.logIn(), try await api.logIn())
    let made = try await Self.makeTokens(GatewayLimits.tokensPerPage + 50, api, alice)
    let others = try await Self.makeTokens(3, api, mallory)
    let first = try await api.ask(.get, "tokens/", token: alice)
    #expect(first.status == 200 && Self.ids(first).count == GatewayLimits.tokensPerPage)
    let path = try #require(Self.next(first))
    let second = try await api.ask(.get, path, token: alice)
    #expect(second.status == 200 && Self.ids(second).count == 50 && second.headers[.link] == nil)
    #expect(Set(Self.ids(first) + Self.ids(second)) == made)
    // Another's cursor is a place in one's own list.
    #expect(try await Set(Self.ids(api.ask(.get, path, token: mallory))).isSubset(of: others))
    #expect(try await Set(Self.ids(api.ask(.get, "tokens/", token: mallory))) == others)
  }

  @Test("A full page that is the last has no link, and behind the end there is nothing", arguments: TestDatabase.allCases)
  func fullPage(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn()
    let made = try await Self.makeTokens(GatewayLimits.tokensPerPage, api, token)
    let page = try await api.ask(.get, "tokens/", token: token)
    #expect(Set(Self.ids(page)) == made && page.headers[.link] == nil)
    let end = "99999999999999-" + String(repeating: "f", count: 64)
    #expect(try await api.ask(.get, "tokens/?after=\(end)", token: token).list.isEmpty)
  }

  @Test("A token that is forgotten meanwhile does not end the walk", arguments: TestDatabase.allCases)
  func forgotten(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn()
    let made = try await Self.makeTokens(GatewayLimits.tokensPerPage + 1, api, token)
    let first = try await api.ask(.get, "tokens/", token: token)
    let last = try #require(Self.ids(first).last)
    let hash = try #require(TextEncoding.decodeHex(last))
    try await api.test.store.database.transaction {
      try $0.execute("DELETE FROM tokens WHERE hash = $1", .bytes(hash))
    }
    let second = try await api.ask(.get, try #require(Self.next(first)), token: token)
    #expect(Set(Self.ids(second)) == made.subtracting(Self.ids(first)))
  }

  @Test("What is no cursor is refused", arguments: [
    "", "x", "1", "1-", "-", "1-00", "+1-\(zeros)", "01-\(zeros)", "-1-\(zeros)", "1-\(zeros)-1", "1-\(zeros)00",
    " 1-\(zeros)", "1-\(capitals)", "99999999999999999999-\(zeros)",
  ])
  func badCursor(text: String) async throws {
    let api = try await TestAPI(.sqlite)
    let escaped = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    let answer = try await api.ask(.get, "tokens/?after=\(escaped)", token: api.logIn())
    #expect(answer.status == 400 && answer.object["after"] is [String])
  }

  private static let zeros = String(repeating: "0", count: 64)
  private static let capitals = String(repeating: "F", count: 64)
}
