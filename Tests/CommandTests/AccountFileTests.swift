import Foundation
import TestSupport
import Testing

@Suite("FILE.account")
struct AccountFileTests {
  private let alice: Party

  init() throws {
    alice = try Party("alice@example.org", device: 11)
    let password = alice.path("password")
    try Data("pencil\n".utf8).write(to: URL(filePath: password))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: password)
  }

  private var file: URL {
    URL(filePath: alice.storePath + ".account")
  }

  /// A login at a server that is not there.
  private func login() throws -> Command {
    try alice.pawl("login", "--password-file", alice.path("password"), "--host", "127.0.0.1", "--port", "1")
  }

  @Test("One that cannot be read is not taken for none: 74, and it says so")
  func unreadable() throws {
    // A folder: what root cannot read either.
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    for command in [try login(), try alice.pawl("catchup")] {
      #expect(command.status == 74)
      #expect(command.errors.hasSuffix("store.account cannot be read\n") && command.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("A damaged one is said to be: login replaces it, and reads the archive from its beginning")
  func damaged() throws {
    try Data("{".utf8).write(to: file)
    let refused = try alice.pawl("catchup")
    #expect(refused.status == 65 && refused.errors.hasSuffix("store.account is damaged; use pawl login\n"))
    #expect(try login().errors.contains("store.account is damaged; the archive is read from its beginning\n"))
    #expect(try Data(contentsOf: file) == Data("{".utf8), "nobody has logged in")
  }

  @Test("A missing one is none: 66")
  func missing() throws {
    let refused = try alice.pawl("catchup")
    #expect(refused.status == 66 && refused.errors == "pawl: the account is not set up; use pawl login\n")
    #expect(try !login().errors.contains("account is damaged"))
  }
}
