import ArgumentParser
import Pawl

struct MaintainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintain",
    abstract: "Renew the signed prekey when it is due, drop what is too old; print what is to be published or sent.",
    discussion: "For once a day, and after the store was put back or copied.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let actions = ActionsDescription(try await storeOptions.open().maintain(now: .now))
    if output.json || !actions.plainText.isEmpty { try output.print(actions.plainText, json: actions) }
  }
}
