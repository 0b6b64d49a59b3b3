import Testing

@testable import PushGateway

@Suite("The API: devices and tokens")
struct DeviceAPITests {
  private static let registration = String(repeating: "0b", count: 32)

  @Test("A device is registered, read, changed and deleted", arguments: TestDatabase.allCases)
  func life(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn()
    let spaced = "0B0B 0b0b " + Self.registration.dropFirst(8)
    let made = try await api.ask(.post, "device/apns/", ["registration_id": spaced, "name": "phone"], token: token)
    #expect(made.status == 201 && made["registration_id"] == Self.registration && made["name"] == "phone")
    #expect(made.object["active"] as? Bool == true)
    #expect(made["date_created"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
    let id = try #require(made["id"])
    #expect(try await api.ask(.get, "device/apns/", token: token).list.map { $0["id"] as? String } == [id])
    #expect(try await api.ask(.get, "device/gcm/", token: token).list.isEmpty)
    #expect(try await api.ask(.get, "device/gcm/\(id)/", token: token).status == 404)

    let patched = try await api.ask(.patch, "device/apns/\(id)/", text: "{\"active\": false}", type: "application/json")
    #expect(patched.status == 401)
    let changed = try await api.ask(.patch, "device/apns/\(id)", ["name": "tablet", "active": "false"], token: token)
    #expect(changed.status == 200 && changed["name"] == "tablet" && changed.object["active"] as? Bool == false)
    let put = try await api.ask(.put, "device/apns/\(id)/", ["registration_id": Self.registration], token: token)
    #expect(put.status == 200 && put["name"] == nil && put["date_created"] == made["date_created"])
    #expect(try await api.ask(.delete, "device/apns/\(id)/", token: token).status == 204)
    #expect(try await api.ask(.delete, "device/apns/\(id)/", token: token).status == 404)
  }

  @Test("The same registration is the same device", arguments: TestDatabase.allCases)
  func same(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn()
    #expect(try await api.device(token) == api.device(token))
    let other = try await api.ask(.post, "device/apns/", ["registration_id": Self.registration], token: token)["id"] ?? ""
    let taken = ["registration_id": String(repeating: "ab", count: 32)]
    #expect(try await api.ask(.patch, "device/apns/\(other)/", taken, token: token).status == 400)
  }

  @Test("Another's devices and tokens do not exist", arguments: TestDatabase.allCases)
  func others(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let (alice, mallory) = (try await api.logIn(), try await api.logIn())
    let (device, push) = (try await api.device(alice), try await api.pushToken(alice))
    for path in ["device/apns/\(device)/", "tokens/\(push)/"] {
      #expect(try await api.ask(.get, path, token: mallory).status == 404)
      #expect(try await api.ask(.patch, path, ["name": "x"], token: mallory).status == 404)
      #expect(try await api.ask(.delete, path, token: mallory).status == 404)
      #expect(try await api.ask(.get, path, token: alice).status == 200)
    }
    #expect(try await api.ask(.post, "tokens/", ["apns_device": device], token: mallory).status == 400)
    #expect(try await api.ask(.post, "tokens/", ["apns_device": device, "token": push], token: alice).status == 400)
  }

  @Test("What is no registration is refused", arguments: [
    ("apns", ["registration_id": "abcd"]), ("apns", ["registration_id": "../../x" + registration]), ("apns", [:]),
    ("gcm", [:]), ("webpush", ["registration_id": "https://push.example.net/"]),
    ("webpush", ["registration_id": "http://127.0.0.1/", "auth": "BTBZMqHH6r4Tts7J_aSIgg", "p256dh": "AA"]),
    ("webpush", ["registration_id": "https://x.example/", "auth": "BTBZMqHH6r4Tts7J_aSIgg", "p256dh": "BAAA"]),
  ])
  func invalid(kind: String, body: [String: String]) async throws {
    let api = try await TestAPI(.sqlite)
    #expect(try await api.ask(.post, "device/\(kind)/", body, token: api.logIn()).status == 400)
  }

  @Test("A token is made for a device of any kind, and shown once", arguments: TestDatabase.allCases)
  func tokens(database: TestDatabase) async throws {
    let api = try await TestAPI(database)
    let token = try await api.logIn()
    let device = try await api.device(token, "webpush")
    let made = try await api.ask(.post, "tokens/", ["webpush_device": device, "name": "bob"], token: token)
    #expect(made.status == 201 && made["webpush_device"] == device && made["name"] == "bob" && made["apns_device"] == nil)
    let text = try #require(made["token"])
    #expect(text.wholeMatch(of: /[0-9a-f]{40}/) != nil && made["date_expires"] != nil)
    let listed = try await api.ask(.get, "tokens/", token: token).list
    #expect(listed.count == 1 && listed[0]["token"] == nil && listed[0]["id"] as? String == made["id"])
    #expect(try await api.ask(.get, "tokens/\(text)/", token: token)["token"] == text)
    #expect(try await api.ask(.put, "tokens/\(text)/", ["name": "carol"], token: token)["name"] == "carol")
    #expect(try await api.ask(.delete, "tokens/\(try #require(made["id"]))/", token: token).status == 204)
    #expect(try await api.ask(.delete, "tokens/\(text)/", token: token).status == 404)
    for body in [[:], ["apns_device": device, "webpush_device": device]] {
      let refused = try await api.ask(.post, "tokens/", body, token: token)
      #expect(refused.status == 400 && refused.object["non_field_errors"] != nil)
    }
    #expect(try await api.ask(.post, "tokens/", ["webpush_device": device]).status == 401)
  }

  @Test("A client may bring its own tokens, each once")
  func ownTokens() async throws {
    let api = try await TestAPI(.sqlite)
    let token = try await api.logIn()
    let body = ["apns_device": try await api.device(token), "token": String(repeating: "0f", count: 20)]
    #expect(try await api.ask(.post, "tokens/", body, token: token)["token"] == body["token"])
    #expect(try await api.ask(.post, "tokens/", body, token: token).status == 400)
    #expect(try await api.ask(.post, "tokens/", body.merging(["token": "0F"]) { $1 }, token: token).status == 400)
    #expect(try await api.ask(.post, "messages/", ["token": try #require(body["token"])]).status == 202)
  }
}
