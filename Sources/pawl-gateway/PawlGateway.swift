import ArgumentParser
import Foundation
import Version

/// The `pawl-gateway` command: settings in, a running gateway out. What it does it does through `PushGateway`.
@main
struct PawlGateway: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pawl-gateway",
    abstract: "A push endpoint: takes knocks and XEP-0357 pushes, and wakes devices through APNs and WebPush.",
    discussion: """
      Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 an input is missing, 74 input or output failed.
      """,
    version: Version.current, subcommands: [ServeCommand.self, VAPIDKeyCommand.self])

  /// Runs the command, and turns every failure into one line on standard error and an exit code of sysexits.h.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      leave(with: error)
    }
  }

  private static func leave(with error: any Error) -> Never {
    if let failure = Failure(error) {
      complain(failure.message)
      Foundation.exit(failure.code.rawValue)
    }
    // Help and version are no failures; everything else that ArgumentParser throws is wrong usage.
    if exitCode(for: error) == .success { exit(withError: error) }
    complain(message(for: error))
    Foundation.exit(Failure.Code.usage.rawValue)
  }

  private static func complain(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "failed"
    try? FileHandle.standardError.write(contentsOf: Data("pawl-gateway: \(line)\n".utf8))
  }
}
