import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl

struct WakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wake",
    abstract: "Do what a phone does when a push wakes it: say whose it is, catch up, decrypt, leave.",
    discussion: """
      The token is looked up here: nobody else knows whom it was given to. The first line is the notification's title, the \
      contact's address and nothing else; it needs no connection. Then comes what had come, one line each, for 25 seconds at \
      most: an iPhone ends what takes longer than 30. Exit code 65 for a token that names nobody.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("40 hex digits, as the push brought them.", valueName: "token"))
  var token: String

  func run() async throws {
    let device = try online.storeOptions.open()
    guard let owner = try await device.lookUp(token, now: .now) else {
      throw Failure(.data, "not a token that was given to a contact, or one that has expired")
    }
    try output.print(owner.notificationTitle.printableLine, json: ["title": owner.notificationTitle])
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file, isReading: true)
    let end = Task {
      try await Task.sleep(for: WakeLimits.budget)
      await messenger.close()
    }
    defer { end.cancel() }
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { event in
      if let line = ReceivedLine(event) { try output.print(line.plainText, json: line) }
      return true
    } work: { _ in
    }
  }
}
