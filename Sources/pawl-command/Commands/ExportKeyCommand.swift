import ArgumentParser
import Pawl
import Primitives

struct ExportKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-key", abstract: "Print a key that both ends of a session have, in hex: a secret.",
    discussion: "With --json also the session that it comes from, by which the other side finds the same key.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The contact's device.", valueName: "n"))
  var device: DeviceID

  @Option(help: ArgumentHelp("What the key is for: another purpose has another key.", valueName: "text"))
  var purpose: String

  @Option(help: ArgumentHelp("The session; by default the one in use.", valueName: "hex"))
  var session: String?

  func run() async throws {
    let key = try await storeOptions.open().exportKey(for: purpose, with: jid, device: device, session: session)
    let hex = TextEncoding.hex(key.bytes)
    try output.print(hex, json: ["key": hex, "session": key.session])
  }
}
