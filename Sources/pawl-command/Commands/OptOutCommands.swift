import ArgumentParser
import Pawl

struct OptOutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "opt-out", abstract: "End encryption with a contact; print the <message/> that says so.",
    discussion: "Nothing is encrypted for the contact until pawl resume. Sessions and trust stay.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var to: String

  @Option(help: ArgumentHelp("What the contact is shown.", valueName: "text"))
  var reason: String?

  func run() async throws {
    let sent = try await storeOptions.open().endEncryption(with: to, reason: reason, now: .now)
    try output.print(sent.stanza, json: SentDescription(sent))
  }
}

struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Take back that encryption with a contact was ended, by either side.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var jid: String

  func run() async throws {
    try await storeOptions.open().resumeEncryption(with: jid)
  }
}
