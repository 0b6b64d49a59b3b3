import ArgumentParser
import Pawl

struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Begin a new session with a device whose messages, or ours to it, cannot be read.",
    discussion: "Fetch and import its bundle just before. Prints the empty message that is to be sent.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The contact's device.", valueName: "n"))
  var device: DeviceID

  func run() async throws {
    let stanza = try await storeOptions.open().repair(jid, device: device, now: .now)
    try output.print(stanza, json: ["stanza": stanza])
  }
}
