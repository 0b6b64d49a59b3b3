import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import PushGateway

@Suite("Stopping")
struct StopTests {
  /// A gateway that another group runs, and so can stop.
  private struct Running: Service {
    let gateway: Gateway
    let ports: AsyncStream<Int>.Continuation

    func run() async throws {
      try await gateway.run(host: "127.0.0.1", port: 0) { ports.yield($0) }
    }
  }

  /// Sends half of a request, says so, and keeps the connection.
  private static func half(to port: Int) throws -> Process {
    let script = #"""
      exec 3<>"/dev/tcp/127.0.0.1/$0"
      printf 'POST /api/v1/messages/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{' >&3
      echo sent
      exec sleep 600
      """#
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script, "\(port)"]
    process.standardOutput = output
    try process.run()
    #expect(try output.fileHandleForReading.read(upToCount: 1) == Data("s".utf8))
    return process
  }

  @Test("Half a request does not keep it from stopping", .timeLimit(.minutes(5)))
  func halfARequest() async throws {
    let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let gateway = Gateway(
      store: try await GatewayStore(url: "sqlite::memory:"), apns: nil, webPush: nil, logger: quiet)
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let group = ServiceGroup(
      configuration: .init(services: [Running(gateway: gateway, ports: continuation)], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(await ports.first { _ in true })
      let client = try Self.half(to: port)
      // Not asked to end: it has the ignored signals of the tests' process.
      defer { kill(client.processIdentifier, SIGKILL) }
      // What was sent has to be read, or it is no request yet.
      try await Task.sleep(for: .milliseconds(500))
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }
}
