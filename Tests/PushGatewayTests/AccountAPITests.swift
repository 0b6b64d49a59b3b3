import Foundation
import Testing

@testable import PushGateway

@Suite("The API: accounts")
struct AccountAPITests {
  @Test("A name is registered once, and logged in to afterwards", arguments: TestDatabase.allCases)
  func logIn(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let credentials = ["username": "alice", "password": "pencil", "email": "alice@example.org"]
    let made = try await api.ask(.post, "accounts/", credentials)
    #expect(made.status == 200 && made["username"] == "alice" && made["email"] == "alice@example.org")
    #expect(made["token"]?.wholeMatch(of: /[0-9a-f]{40}/) != nil && UUID(uuidString: made["id"] ?? "") != nil)
    let again = try await api.ask(.post, "accounts/", ["username": "alice", "password": "pencil"])
    #expect(again.status == 200 && again["id"] == made["id"])
    for token in [made["token"], again["token"]] {
      let own = try await api.ask(.get, "accounts/", token: token)
      #expect(own.status == 200 && own["id"] == made["id"] && own["token"] == nil)
    }
  }

  @Test("Without an e-mail address there is no member for it, as ChatSecure's SDK wants it")
  func noEmail() async throws {
    let api = try await TestAPI(.sqlite)
    let made = try await api.ask(.post, "accounts/", ["username": "alice", "password": "pencil"])
    #expect(made.status == 200 && !made.object.keys.contains("email"))
  }

  @Test("A form does as well as JSON, and a path without its last slash as well as with it")
  func forms() async throws {
    let api = try await TestAPI(.sqlite)
    let form = "application/x-www-form-urlencoded; charset=utf-8"
    let made = try await api.ask(.post, "accounts", text: "username=a%20b&password=p+q%26r", type: form)
    #expect(made.status == 200 && made["username"] == "a b")
    #expect(try await api.ask(.post, "accounts/", ["username": "a b", "password": "p q&r"]).status == 200)
    #expect(try await api.ask(.get, "accounts/a%20b", token: made["token"]).status == 200)
  }

  @Test("Refusals", arguments: TestDatabase.allCases)
  func refusals(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let credentials = ["username": "alice", "password": "pencil", "email": "alice@example.org"]
    let token = try await api.ask(.post, "accounts/", credentials)["token"]
    let wrong = try await api.ask(.post, "accounts/", ["username": "alice", "password": "pen"])
    #expect(wrong.status == 401 && wrong["error"] == "Invalid credentials")
    let email = try await api.ask(.post, "accounts/", credentials.merging(["username": "bob"]) { $1 })
    #expect(email.status == 400 && email["error"] != nil)
    let missing = try await api.ask(.post, "accounts/", ["username": "carol"])
    #expect(missing.status == 400 && missing.object["password"] as? [String] == ["This field is required."])
    for body in ["{", "[]", "{\"username\": 1, \"password\": \"x\"}", "\"text\"", "{\"username\": \"a\\u0000\", \"password\": \"x\"}"] {
      #expect(try await api.ask(.post, "accounts/", text: body).status == 400, "\(body)")
    }
    #expect(try await api.ask(.post, "accounts/", text: "<x/>", type: "text/xml").status == 415)
    #expect(try await api.ask(.post, "accounts/", text: String(repeating: " ", count: 5000)).status == 413)
    let long = ["username": String(repeating: "x", count: 31), "password": "x"]
    #expect(try await api.ask(.post, "accounts/", long).status == 400)
    #expect(try await api.ask(.get, "accounts/").status == 401)
    #expect(try await api.ask(.get, "accounts/", token: "0000").status == 401)
    #expect(try await api.ask(.get, "accounts/bob/", token: token).status == 403)
    #expect(try await api.ask(.delete, "accounts/nobody/", token: token).status == 403)
  }

  @Test("An account that is deleted takes everything with it", arguments: TestDatabase.allCases)
  func deletion(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn("alice")
    let push = try await api.pushToken(token)
    #expect(try await api.ask(.post, "messages/", ["token": push]).status == 202)
    #expect(try await api.ask(.delete, "accounts/alice/", token: token).status == 204)
    #expect(try await api.ask(.get, "accounts/", token: token).status == 401)
    #expect(try await api.ask(.post, "messages/", ["token": push]).status == 404)
    #expect(try await api.test.store.queueLength() == 0)
  }

  @Test("Passwords may be guessed at ten times, then at the limit's pace")
  func guessing() async throws {
    let api = try await TestAPI(.sqlite, limits: RateLimits())
    _ = try await api.logIn("alice")
    var statuses: [Int] = []
    for _ in 0..<10 {
      statuses.append(try await api.ask(.post, "accounts/", ["username": "alice", "password": "x"]).status)
    }
    #expect(statuses == Array(repeating: 401, count: 9) + [429])
    let refused = try await api.ask(.post, "accounts/", ["username": "alice", "password": "pencil"])
    #expect(refused.status == 429 && Int(refused.headers[.retryAfter] ?? "") ?? 0 >= 1)
  }

  @Test("Only the newest logins of an account are kept", arguments: TestDatabase.allCases)
  func apiTokens(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let account = try await api.test.device().account
    for number in 0...GatewayLimits.apiTokensPerAccount {
      let hash = GatewayStore.hash("\(number)")
      try await api.test.store.addAPIToken(hash: hash, account: account.id, now: Int64(number))
    }
    #expect(try await api.test.store.account(ofAPIToken: GatewayStore.hash("0")) == nil)
    #expect(try await api.test.store.account(ofAPIToken: GatewayStore.hash("1")) == account)
  }
}
