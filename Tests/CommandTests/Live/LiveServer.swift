import Foundation
import TestSupport

/// A server that `Tests/Live/prosody` runs; the outer one where it is run twice.
struct LiveServer: Sendable {
  let host: String
  let port: String
  let root: String
  /// The domain of accounts whose names are keys.
  let keyDomain: String
  private let directory: String

  static let inner = LiveServer("PAWL_LIVE_", outer == nil ? "one.test" : "two.test")
  static let outer = LiveServer("PAWL_LIVE_OTHER_", "one.test")

  private init?(_ prefix: String, _ keyDomain: String) {
    let environment = ProcessInfo.processInfo.environment
    guard let host = environment[prefix + "HOST"], let port = environment[prefix + "PORT"],
      let root = environment[prefix + "ROOT"], let directory = environment[prefix + "DIRECTORY"]
    else { return nil }
    self.host = host
    self.port = port
    self.root = root
    self.directory = directory
    self.keyDomain = keyDomain
  }

  /// Makes an account at the domain of keys.
  func register(_ jid: String) throws {
    try ServerAccount.register(jid.prefix { $0 != "@" }, at: keyDomain, in: directory)
  }

  /// Ends the server, for good.
  func goDown() throws {
    try Data().write(to: URL(filePath: directory + "/down"))
    let text = try String(contentsOfFile: directory + "/pid", encoding: .utf8)
    if let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) { kill(pid, SIGKILL) }
  }
}
