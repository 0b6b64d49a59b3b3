import ArgumentParser
import Messenger
import Pawl

struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send a text from standard input, encrypted, to a contact or a room.",
    discussion: "Device lists and bundles that are missing are fetched first. Push tokens follow where the contact lacks some, and a knock where he is offline; see pawl push.")

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var to: String?

  @Option(help: ArgumentHelp("The room, of which the account has to be a member.", valueName: "jid"))
  var room: String?

  @Option(help: ArgumentHelp("The nickname in the room; the account's local part by default.", valueName: "name"))
  var nick: String?

  func validate() throws {
    if (to == nil) == (room == nil) { throw ValidationError("give --to or --room") }
  }

  func run() async throws {
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    let text = try Terminal.readLine()
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      let sent = try await send(text, by: messenger)
      for omission in sent.omitted {
        Terminal.complain(
          "not for \(omission.recipient.jid) device \(omission.recipient.device): \(omission.reason.rawValue)")
      }
      let count = sent.recipients.count
      try output.print("sent to \(count) device\(count == 1 ? "" : "s")", json: SentDescription(sent))
    }
  }

  private func send(_ text: String, by messenger: Messenger) async throws -> EncryptedStanza {
    if let room {
      try await messenger.enter(room, as: nick ?? messenger.nickname)
      return try await messenger.send(text, toRoom: room)
    }
    guard let to else { throw ValidationError("give --to or --room") }
    return try await messenger.send(text, to: to)
  }
}

extension Messenger {
  /// What the account is called in a room that was told no other name.
  nonisolated var nickname: String {
    device.jid.prefix { $0 != "@" }.description
  }
}
