import Foundation
import Testing

@testable import PushGateway

@Suite("The description in OpenAPI")
struct OpenAPITests {
  private static let methods: Set<String> = ["get", "put", "post", "delete", "patch", "head", "options", "trace"]

  private static func described() throws -> [String: [String: Any]] {
    let document = try JSONSerialization.jsonObject(with: Data(OpenAPIDescription.bytes)) as? [String: Any]
    #expect(document?["openapi"] as? String == "3.1.0")
    return try #require(document?["paths"] as? [String: [String: Any]])
  }

  @Test("It has the router's paths and methods, and no others")
  func complete() async throws {
    let api = try await TestAPI(.sqlite)
    let served = api.gateway.api.router().routes.map { "\($0.method.rawValue.lowercased()) \(Self.trimmed($0.path.description))" }
    let described = try Self.described().flatMap { path, item in
      item.keys.filter(Self.methods.contains).map { "\($0) \(Self.trimmed(path))" }
    }
    #expect(served.sorted() == described.sorted())
  }

  @Test("What the API answers is described")
  func statuses() async throws {
    let api = try await TestAPI(.sqlite)
    let messages = try #require(try Self.described()["/api/v1/messages/"]?["post"] as? [String: Any])
    let responses = try #require(messages["responses"] as? [String: Any])
    let answers = [
      try await api.ask(.post, "messages/", ["token": "x"]), try await api.ask(.post, "messages/", [:]),
      try await api.ask(.post, "messages/", ["token": try await api.pushToken(api.logIn())]),
    ]
    for answer in answers { #expect(responses[String(answer.status)] != nil, "\(answer.status)") }
  }

  @Test("It is served")
  func served() async throws {
    let answer = try await TestAPI(.sqlite).ask(.get, "openapi.json")
    #expect(answer.status == 200 && Array(answer.body) == OpenAPIDescription.bytes)
  }

  private static func trimmed(_ path: String) -> String {
    "/" + path.split(separator: "/").joined(separator: "/")
  }
}
