import Foundation
import TestSupport
import Testing

@Suite("The pawl-gateway command")
struct GatewayCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, executable: Executable.gateway)
  }

  private func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: folder.url.appending(path: name))
    return folder.path(name)
  }

  private func expect(_ command: Command, _ status: Int32, _ part: String) {
    #expect(command.status == status && command.output.isEmpty)
    #expect(command.errors.hasPrefix("pawl-gateway: ") && command.errors.contains(part), "\(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1)
  }

  @Test("It says its version, and which options it has")
  func version() throws {
    #expect(try run("--version").line == "0.1.0")
    let help = try run("serve", "--help")
    #expect(help.status == 0 && help.output.contains("--apns-key") && help.output.contains("--component-secret"))
  }

  @Test("Wrong usage is 64")
  func usage() throws {
    expect(try run("serve", "--port", "x"), 64, "port")
    expect(try run("serve", "--no-such-option"), 64, "no-such-option")
    expect(try run("serve", "--database", "mysql://x"), 64, "database")
    expect(try run("serve", "--database", "sqlite::memory:", "--log-level", "loud"), 64, "log-level")
    expect(try run("serve", "--database", "sqlite::memory:", "--component", "push.a.test"), 64, "component-secret")
    expect(try run("serve", "--database", "sqlite::memory:", "--token-rate", "0"), 64, "token-rate")
    let key = try file("key", "x")
    expect(try run("serve", "--database", "sqlite::memory:", "--apns-key", key), 64, "apns-key-id")
  }

  @Test("Bad data is 65, a file that is missing 66, a database or a port that cannot be had 74")
  func failures() throws {
    let (key, unknown) = (try file("key", "x"), try file("unknown.json", #"{"apns-kye": "x"}"#))
    expect(try run("serve", "--config", unknown), 65, "apns-kye")
    expect(try run("serve", "--config", try file("bad.json", "[]")), 65, "configuration")
    expect(
      try run(
        "serve", "--database", "sqlite::memory:", "--apns-key", key, "--apns-key-id", "a", "--apns-team", "b",
        "--apns-topic", "c"), 65, "key")
    expect(try run("serve", "--config", folder.path("none")), 66, "config")
    expect(try run("serve", "--database", "sqlite::memory:", "--webpush-key", folder.path("none")), 66, "webpush-key")
    expect(try run("serve", "--database", "sqlite:/nowhere/x.sqlite"), 74, "database")
    expect(try run("serve", "--database", "postgres://nobody@/x?host=/nowhere"), 74, "database")
    expect(try run("serve", "--database", "sqlite:" + file("text", String(repeating: "x", count: 4096))), 65, "database")
    expect(try run("serve", "--database", "sqlite::memory:", "--host", "192.0.2.1"), 74, "listened")
    expect(try run("serve", "--database", "sqlite::memory:", "--host", "nosuch.invalid"), 74, "listened")
  }

  @Test("A VAPID key is made once, for its owner only")
  func vapidKey() throws {
    let path = folder.path("vapid.pem")
    #expect(try run("vapid-key", path).status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----"))
    expect(try run("vapid-key", path), 74, "exists")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }
}
