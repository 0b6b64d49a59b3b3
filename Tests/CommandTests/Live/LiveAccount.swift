import Foundation
import TestSupport
import Testing

/// A device of an account on the server that `Tests/Live/prosody` runs, and the commands on it.
///
/// Its commands run on threads of their own: several of them stay online at once.
struct LiveAccount: Sendable {
  let jid: String
  let device: Int
  private let folder: TemporaryFolder
  private let name: String

  /// A new device of an account, logged in and published.
  ///
  /// - Parameter number: of the account, from 1 to 60: each test has its own.
  init(user number: Int, device name: String = "phone") async throws {
    try await self.init(name, ["--jid", "user\(number)@a.test"], at: #require(LiveServer.inner))
  }

  /// A new device at a key address, its account made on the server.
  ///
  /// - Parameter other: whose key it has, for the same person at another host.
  init(keyAddressAt server: LiveServer, sameKeyAs other: LiveAccount? = nil) async throws {
    let key = other.map { ["--same-key-as", $0.store] } ?? []
    try await self.init("phone", ["--key-address", server.keyDomain] + key, at: server)
  }

  private init(_ name: String, _ account: [String], at server: LiveServer) async throws {
    self.name = name
    folder = try TemporaryFolder()
    let made = try Command(["init", "--store", folder.path(name), "--json"] + account)
    try #require(made.status == 0, "\(made.errors)")
    jid = try #require(try made.json()["jid"] as? String)
    device = try #require(try made.json()["device"] as? Int)
    let password = folder.path("password")
    try Data("pencil\n".utf8).write(to: URL(filePath: password))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: password)
    if account[0] == "--key-address" { try server.register(jid) }
    try await must(
      "login", "--password-file", password, "--host", server.host, "--port", server.port, "--ca-file", server.root)
  }

  var store: String {
    folder.path(name)
  }

  /// Takes a step of a verification by a shared secret with another's device.
  @discardableResult
  func smp(_ verb: String, _ other: LiveAccount, input: String = "") async throws -> Command {
    try await run(
      ["smp", verb, "--online", "--jid", other.jid, "--device", "\(other.device)"], input: input)
  }

  func run(_ arguments: [String], input: String = "") async throws -> Command {
    let arguments = arguments + ["--store", store]
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
