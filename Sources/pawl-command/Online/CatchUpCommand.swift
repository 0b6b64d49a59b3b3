import ArgumentParser
import Messenger
import Pawl

struct CatchUpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catchup",
    abstract: "Read what came since the last time, print it and leave.",
    discussion: "From the account's archive (XEP-0313), a page of messages a commit.")

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file, isReading: true)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { event in
      if let line = ReceivedLine(event) { try output.print(line.plainText, json: line) }
      return true
    } work: { _ in
    }
  }
}
