import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl

struct KnockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knock",
    abstract: "Wake a contact with a push token of his, unless something speaks against it; say what.",
    discussion: """
      pawl send does it by itself when the contact is offline. Asked for by this command it also goes to somebody whose \
      presence is not known, or whose server wakes him anyway. Exit code 77 if there was no knock, 69 if the endpoint does \
      not take it.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var to: String

  @Flag(help: "Only say what would be decided.")
  var dryRun = false

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      let (decision, response) = try await messenger.knock(at: to, trigger: .user, isDryRun: dryRun)
      let line = decision.line + (response.map { "; \($0.line)" } ?? "")
      try output.print(line, json: Line(decision, response, isDryRun: dryRun))
      if dryRun { return }
      if case .refrain = decision { throw Failure(.refused, "not knocked") }
      if response != .accepted { throw Failure(.unavailable, "the knock did not get through") }
    }
  }

  private struct Line: Encodable {
    let knock: Bool
    let reason: String
    let response: String?
    let dryRun: Bool

    init(_ decision: KnockDecision, _ response: KnockResponse?, isDryRun: Bool) {
      switch decision {
      case .knock(let grounds): (knock, reason) = (true, grounds.line)
      case .refrain(let restraint): (knock, reason) = (false, restraint.line)
      }
      self.response = response?.rawValue
      dryRun = isDryRun
    }
  }
}
