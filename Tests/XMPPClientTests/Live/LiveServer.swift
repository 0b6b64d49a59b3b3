import Foundation
import XML
import XMPPClient

/// The server that `Tests/Live/prosody` runs, if this test runs under it.
struct LiveServer: Sendable {
  let host: String
  let port: Int
  let tlsPort: Int
  let root: String
  let directory: String

  static let running: LiveServer? = {
    let environment = ProcessInfo.processInfo.environment
    guard let host = environment["PAWL_LIVE_HOST"], let root = environment["PAWL_LIVE_ROOT"],
      let port = environment["PAWL_LIVE_PORT"].flatMap({ Int($0) }),
      let tlsPort = environment["PAWL_LIVE_TLS_PORT"].flatMap({ Int($0) }),
      let directory = environment["PAWL_LIVE_DIRECTORY"]
    else { return nil }
    return LiveServer(host: host, port: port, tlsPort: tlsPort, root: root, directory: directory)
  }()

  func configuration(_ account: String, features: [String] = []) throws -> ClientConfiguration {
    ClientConfiguration(
      account: try JID(account), password: Password("pencil"), host: host, port: port, trustRoots: root,
      features: features)
  }

  /// Ends the server, which starts anew by itself.
  func restart() throws {
    let pid = try String(contentsOfFile: directory + "/pid", encoding: .utf8)
    guard let pid = Int32(pid.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw RequestError.offline }
    kill(pid, SIGKILL)
  }
}
