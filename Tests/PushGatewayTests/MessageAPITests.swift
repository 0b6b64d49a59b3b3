import Logging
import NIOConcurrencyHelpers
import Testing

@testable import PushGateway

@Suite("The API: messages")
struct MessageAPITests {
  @Test("A knock is accepted when it is on disk, and of high priority", arguments: TestDatabase.allCases)
  func accepted(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let push = try await api.pushToken(api.logIn())
    let answer = try await api.ask(.post, "messages", ["token": push, "data": "x"])
    #expect(answer.status == 202 && answer["token"] == push && answer["data"] == "x" && answer["priority"] == "high")
    let queued = try await api.test.store.claim(room: 1, now: Gateway.now())
    #expect(queued.first?.token == push && queued.first?.isHigh == true && queued.first?.data == "x")
  }

  @Test("A low priority is asked for")
  func low() async throws {
    let api = try await TestAPI(.sqlite)
    let push = try await api.pushToken(api.logIn(), "webpush")
    #expect(try await api.ask(.post, "messages/", ["token": push, "priority": "low"]).status == 202)
    #expect(try await api.test.store.claim(room: 1, now: Gateway.now()).first?.isHigh == false)
    #expect(try await api.ask(.post, "messages/", ["token": push, "priority": "urgent"]).status == 400)
  }

  @Test("An unknown token is 404, one that is over 410, a device without a sender 501", arguments: TestDatabase.allCases)
  func refused(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn()
    let push = try await api.pushToken(token)
    for unknown in [String(repeating: "00", count: 20), "x", push.uppercased() + "G"] {
      let answer = try await api.ask(.post, "messages/", ["token": unknown])
      #expect(answer.status == 404 && answer.body.isEmpty)
    }
    #expect(try await api.ask(.post, "messages/", [:]).status == 400)
    let data = String(repeating: "x", count: 101)
    #expect(try await api.ask(.post, "messages/", ["token": push, "data": data]).status == 400)
    #expect(try await api.ask(.delete, "tokens/\(push)/", token: token).status == 204)
    #expect(try await api.ask(.post, "messages/", ["token": push]).status == 410)
    let gcm = try await api.pushToken(token, "gcm")
    #expect(try await api.ask(.post, "messages/", ["token": gcm]).status == 501)
  }

  @Test("Ten knocks with a token, then 429 and when to come again")
  func limited() async throws {
    let api = try await TestAPI(.sqlite, limits: RateLimits())
    let push = try await api.pushToken(api.logIn())
    for _ in 0..<10 { #expect(try await api.ask(.post, "messages/", ["token": push]).status == 202) }
    let refused = try await api.ask(.post, "messages/", ["token": push])
    #expect(refused.status == 429 && (1...20).contains(Int(refused.headers[.retryAfter] ?? "") ?? 0))
    #expect(try await api.test.store.queueLength() == 1, "they are one push")
  }

  @Test("An address has its limit too, whatever it asks")
  func addressLimit() async throws {
    var limits = RateLimits.generous
    limits.address = RateLimit(burst: 3, perSecond: 0.001)
    let api = try await TestAPI(.sqlite, limits: limits)
    var statuses: [Int] = []
    for _ in 0..<4 { statuses.append(try await api.ask(.post, "messages/", ["token": "x"]).status) }
    #expect(statuses == [404, 404, 404, 429])
  }

  @Test("pubsub/ names the component, where there is one")
  func pubsub() async throws {
    #expect(try await TestAPI(.sqlite).ask(.get, "pubsub/").status == 404)
    let api = try await TestAPI(.sqlite, component: "push.example.org")
    #expect(try await api.ask(.get, "pubsub/")["jid"] == "push.example.org")
  }

  @Test("Health and metrics say nothing of anybody", arguments: TestDatabase.allCases)
  func metrics(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let push = try await api.pushToken(api.logIn())
    _ = try await api.ask(.post, "messages/", ["token": push])
    #expect(try await api.ask(.get, "/healthz")["status"] == "ok")
    let text = String(decoding: try await api.ask(.get, "/metrics").body, as: UTF8.self)
    #expect(text.contains("# TYPE pawl_gateway_pushes_total counter\n"))
    #expect(text.contains("pawl_gateway_pushes_total{outcome=\"queued\",source=\"knock\"} 1\n"))
    #expect(text.contains("pawl_gateway_responses_total{status=\"202\"} 1\n") && !text.contains(push))
    await api.test.store.close()
    #expect(try await api.ask(.get, "/healthz").status == 503)
    #expect(try await api.ask(.post, "messages/", ["token": push]).status == 503)
  }
}
