import ArgumentParser
import Messenger
import Pawl
import XML
import XMPPClient

struct ContactsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contacts", abstract: "Make somebody a contact, or no longer, and print who is one.",
    discussion: """
      Some clients let none but contacts see their OMEMO devices. After each name stands who sees whose presence: both, \
      to (we see theirs), from (they see ours) or none, and "asked" while they have not agreed yet. Where "from" and \
      "asked" stay, the other has to agree with the same command: not every server knows consent given beforehand.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("An account to ask, and to agree with; may be repeated.", valueName: "jid"))
  var add: [String] = []

  @Option(help: ArgumentHelp("An account to take off the list; may be repeated.", valueName: "jid"))
  var remove: [String] = []

  func run() async throws {
    let added = try add.map(Self.account)
    let removed = try remove.map(Self.account)
    var file = try AccountFile.read(besides: online.storeOptions.store)
    let messenger = try online.messenger(file)
    try await OnlineRun(messenger: messenger, store: online.storeOptions.store).run(&file) { messenger in
      for jid in added { try await messenger.add(contact: jid) }
      for jid in removed { try await messenger.remove(contact: jid) }
      let contacts = try await messenger.contacts().sorted { $0.jid.description < $1.jid.description }
      let lines = contacts.map { "\($0.jid) \($0.subscription.rawValue)\($0.isAsked ? " asked" : "")" }
      try output.print(lines.joined(separator: "\n"), json: ["contacts": contacts.map(Line.init)])
    }
  }

  private struct Line: Encodable {
    let jid: String
    let subscription: String
    let asked: Bool

    init(_ contact: Contact) {
      jid = contact.jid.description
      subscription = contact.subscription.rawValue
      asked = contact.isAsked
    }
  }

  private static func account(_ text: String) throws -> JID {
    guard let jid = try? JID(text), jid.isBare else { throw ValidationError("'\(text)' is no account's address") }
    return jid
  }
}
