import Foundation

/// The server that `Tests/Live/prosody` runs.
enum ExampleServer {
  /// `nil` if the tests do not run under it.
  static let environment: [String: String]? = {
    let environment = ProcessInfo.processInfo.environment
    return environment["PAWL_LIVE_HOST"] == nil ? nil : environment
  }()
}
