import Foundation
#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import PushGateway

@Suite("The log")
struct QuietLogTests {
  @Test("It names no token, registration, address or account, at any level", arguments: TestDatabase.allCases)
  func quiet(database: TestDatabase) async throws {
    let lines = NIOLockedValueBox<[String]>([])
    var logger = Logger(label: "test") { _ in CollectingHandler(lines: lines) }
    logger.logLevel = .trace
    let api = try await TestAPI(database, logger: logger)
    let port = NIOLockedValueBox(0)
    let run = Task { try await api.gateway.run(host: "127.0.0.1", port: 0) { bound in port.withLockedValue { $0 = bound } } }
    while port.withLockedValue({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
    let base = "http://127.0.0.1:\(port.withLockedValue { $0 })/api/v1/"

    let account = try await Self.post(base + "accounts/", ["username": "alice", "password": "pencil"], nil)
    let registration = String(repeating: "ab", count: 32)
    let device = try await Self.post(base + "device/apns/", ["registration_id": registration], account["token"])
    let token = try await Self.post(base + "tokens/", ["apns_device": device["id"] ?? ""], account["token"])
    _ = try await Self.post(base + "messages/", ["token": token["token"] ?? ""], nil)
    _ = try await Self.post(base + "tokens/\(token["token"] ?? "")/", [:], account["token"])
    await api.test.store.close()
    _ = try await Self.post(base + "messages/", ["token": token["token"] ?? ""], nil)
    let isNoted = { lines.withLockedValue { $0.contains { $0.contains("the database does not answer") } } }
    for _ in 0..<1200 where !isNoted() { try await Task.sleep(for: .milliseconds(100)) }
    run.cancel()
    _ = await run.result

    let text = lines.withLockedValue { $0.joined(separator: "\n") }
    #expect(text.contains("the database does not answer"), "the log is the gateway's")
    let secrets = [account["token"], account["id"], device["id"], token["token"], token["id"], registration, "alice", "pencil"]
    for secret in secrets {
      let secret = try #require(secret)
      #expect(!text.contains(secret), "\(secret)")
    }
    #expect(!text.contains("127.0.0.1"))
  }

  private static func post(_ url: String, _ body: [String: String], _ token: String?) async throws -> [String: String] {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    if let token { request.setValue("Token \(token)", forHTTPHeaderField: "Authorization") }
    request.httpBody = try JSONEncoder().encode(body)
    let (data, _) = try await URLSession.shared.data(for: request)
    let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    return object.compactMapValues { $0 as? String }
  }
}

/// Keeps every line, with all its metadata.
private struct CollectingHandler: LogHandler {
  let lines: NIOLockedValueBox<[String]>
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    lines.withLockedValue { $0.append("\(event.level) \(event.message) \(all)") }
  }
}
