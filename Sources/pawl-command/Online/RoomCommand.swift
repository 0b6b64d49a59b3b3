import ArgumentParser
import Messenger
import Pawl

struct RoomCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "room",
    abstract: "Make a room or enter it, change who its members are, and print them.",
    discussion: "A room that is new becomes members-only, and tells its members who they are: OMEMO needs both.")

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The room.", valueName: "jid"))
  var room: String

  @Option(help: ArgumentHelp("An account to make a member; may be repeated.", valueName: "jid"))
  var add: [String] = []

  @Option(help: ArgumentHelp("An account to put out; may be repeated.", valueName: "jid"))
  var remove: [String] = []

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      try await messenger.enter(room, as: messenger.nickname)
      for jid in add { try await messenger.setMembership(true, of: jid, in: room) }
      for jid in remove { try await messenger.setMembership(false, of: jid, in: room) }
      let members = try await messenger.members(of: room)
      try output.print(members.joined(separator: "\n"), json: ["members": members])
    }
  }
}
