import ArgumentParser
import CommandLineSupport
import Version

/// The `pawl-gateway` command: settings in, a running gateway out. What it does it does through `PushGateway`.
@main
struct PawlGateway: CommandLineTool {
  static let configuration = CommandConfiguration(
    commandName: "pawl-gateway",
    abstract: "A push endpoint: takes knocks and XEP-0357 pushes, and wakes devices through APNs and WebPush.",
    discussion: """
      Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 an input is missing, 74 input or output failed.
      """,
    version: Version.current, subcommands: [ServeCommand.self, VAPIDKeyCommand.self])

  static func failure(_ error: any Error) -> Failure? {
    Failure(error)
  }
}
