import Foundation
import TestSupport
import Testing

/// A device of an account on the server that `Tests/Live/prosody` runs, and the commands on it.
///
/// Its commands run on threads of their own: several of them stay online at once.
struct LiveAccount: Sendable {
  let jid: String
  private let folder: TemporaryFolder
  private let name: String

  /// The server's environment; `nil` if the tests do not run under it.
  static let server: [String: String]? = {
    let environment = ProcessInfo.processInfo.environment
    return environment["PAWL_LIVE_HOST"] == nil ? nil : environment
  }()

  /// A new device of an account, logged in and published.
  ///
  /// - Parameter number: of the account, from 1 to 60: each test has its own.
  init(user number: Int, device name: String = "phone") async throws {
    jid = "user\(number)@a.test"
    self.name = name
    folder = try TemporaryFolder()
    let server = try #require(Self.server)
    let password = folder.path("password")
    try Data("pencil\n".utf8).write(to: URL(filePath: password))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: password)
    try await must("init", "--jid", jid)
    try await must(
      "login", "--password-file", password, "--host", server["PAWL_LIVE_HOST"] ?? "",
      "--port", server["PAWL_LIVE_PORT"] ?? "", "--ca-file", server["PAWL_LIVE_ROOT"] ?? "")
  }

  var store: String {
    folder.path(name)
  }

  func run(_ arguments: [String], input: String = "") async throws -> Command {
    let arguments = [arguments[0], "--store", store] + arguments.dropFirst()
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try Command(arguments, input: input) }) }
    }
  }

  /// - Returns: the output of a command that has to succeed.
  @discardableResult
  func must(_ arguments: String..., input: String = "") async throws -> String {
    let command = try await run(arguments, input: input)
    try #require(command.status == 0, "\(jid) \(arguments): \(command.errors)")
    return command.line
  }

  func send(_ text: String, to other: LiveAccount) async throws {
    try await must("send", "--to", other.jid, input: text)
  }

  /// What comes: sender and text, until so many have come, or a minute is over.
  func listen(_ count: Int, _ more: String...) async throws -> [String] {
    let command = try await run(["listen", "--messages", "\(count)", "--seconds", "60"] + more)
    try #require(command.status == 0, "\(jid): \(command.errors)")
    return command.lines
  }

  /// What waited.
  func catchUp() async throws -> [String] {
    let command = try await run(["catchup"])
    try #require(command.status == 0, "\(jid): \(command.errors)")
    return command.lines
  }
}

extension Command {
  fileprivate var lines: [String] {
    output.split(separator: "\n").map(String.init)
  }
}
