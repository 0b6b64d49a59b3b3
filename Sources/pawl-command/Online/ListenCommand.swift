import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl

struct ListenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Stay online and print what comes, one line each.",
    discussion: """
      First comes what waited on the server. A line is the sender, a colon and the text, or a star and what else came; with \
      --json it has everything. Ends on an interrupt, after --messages messages, or after --seconds seconds.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("A room to enter; may be repeated.", valueName: "jid"))
  var room: [String] = []

  @Option(help: ArgumentHelp("The nickname in the rooms; the account's local part by default.", valueName: "name"))
  var nick: String?

  @Option(help: ArgumentHelp("End after so many messages.", valueName: "n"))
  var messages: Int?

  @Option(help: ArgumentHelp("End after so many seconds.", valueName: "n"))
  var seconds: Int?

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file, isReading: true)
    var count = 0
    let end = seconds.map { seconds in
      Task {
        try await Task.sleep(for: .seconds(seconds))
        await messenger.close()
      }
    }
    defer { end?.cancel() }
    var run = OnlineRun(messenger: messenger, store: online.storeOptions.store)
    run.isPatient = true
    try await run.run(
      &file,
      take: { event in
        if case .ready = event { enterRooms(messenger) }
        if let line = ReceivedLine(event) {
          try output.print(line.plainText, json: line)
          count += 1
        }
        return messages.map { count < $0 } ?? true
      }, work: nil)
  }

  /// Without waiting: the rooms' own answers come through the same events.
  private func enterRooms(_ messenger: Messenger) {
    let rooms = room
    let nickname = nick ?? messenger.nickname
    Task {
      for room in rooms {
        do {
          try await messenger.enter(room, as: nickname)
          PawlCommand.complain("in \(room)")
        } catch {
          PawlCommand.complain("\(room): \(Failure(error)?.message ?? "failed")")
        }
      }
    }
  }
}
