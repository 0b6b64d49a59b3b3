import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Publish the device's bundles and the account's device lists, whatever stands on the server.")

  @OptionGroup var online: OnlineOptions

  @Option(help: ArgumentHelp("Another device of the account to take off the lists: one that was lost.", valueName: "n"))
  var unlist: DeviceID?

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    var failure: Failure?
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { event in
      if case .failed(_, let error) = event { failure = failure ?? Failure(error) }
      return true
    } work: { messenger in
      await messenger.publishAll(without: unlist)
    }
    if let failure { throw failure }
  }
}
