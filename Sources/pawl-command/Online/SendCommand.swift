import ArgumentParser
import CommandLineSupport
import Messenger
import Pawl
import XMPPClient

struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send a text from standard input, encrypted, to a contact or a room.",
    discussion: """
      Device lists and bundles that are missing are fetched first. Push tokens follow where the contact lacks some, and a \
      knock where he is offline; see pawl push.

      A contact whose key is at several hosts gets the text at the first that can be reached. When our own server cannot, \
      the store of another address of ours, given with --alternative, takes its place.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var to: String?

  @Option(help: ArgumentHelp("The room, of which the account has to be a member.", valueName: "jid"))
  var room: String?

  @Option(help: ArgumentHelp("The nickname in the room; the account's local part by default.", valueName: "name"))
  var nick: String?

  @Option(
    help: ArgumentHelp(
      "The store of another address of ours, logged in before, its key file beside it; may be repeated.", valueName: "file"))
  var alternative: [String] = []

  func validate() throws {
    if !alternative.isEmpty, to == nil { throw ValidationError("--alternative is for texts to a contact") }
    if (to == nil) == (room == nil) { throw ValidationError("give --to or --room") }
  }

  func run() async throws {
    let text = try Terminal.readLine()
    var options = online
    var others = alternative[...]
    while true {
      do {
        return try await send(text, from: options)
      } catch let error as ConnectionError where error == .unreachable || error == .timedOut {
        guard let next = others.popFirst() else { throw error }
        let away = options
        options.storeOptions.store = next
        options.storeOptions.keyFile = nil
        options.storeOptions.passphraseFile = nil
        options.storeOptions.mirror = nil
        options.passwordFile = nil
        PawlCommand.complain("\(Failure(error).message); from \(next)")
        try await handOver(from: away, to: options)
      }
    }
  }

  /// What the store of the address that is away knows of where else the contact can be reached; and that nobody can be
  /// reached at a host where we cannot be.
  private func handOver(from away: OnlineOptions, to next: OnlineOptions) async throws {
    let (former, device) = (try away.storeOptions.open(), try next.storeOptions.open())
    guard let to, Device.areSameIdentity(former.jid, device.jid) else {
      throw Failure(.usage, "an alternative is a store of the same key address at another host")
    }
    do {
      if let list = try await former.addressList(of: to) { _ = try await device.importAddressList(list, of: to, now: .now) }
    } catch AddressError.replaced {
      // It knows a later one.
    }
    let host = former.jid.split(separator: "@").last
    for address in try await device.addresses(of: to, now: .now) where address.split(separator: "@").last == host {
      try await device.note(isReachable: false, address, now: .now)
    }
  }

  private func send(_ text: String, from options: OnlineOptions) async throws {
    var file = try AccountFile.read(besides: options.storeOptions.store)
    let messenger = try options.messenger(file)
    try await OnlineRun(messenger: messenger, store: options.storeOptions.store).run(&file) { messenger in
      let sent = try await send(text, by: messenger)
      for omission in sent.omitted {
        PawlCommand.complain(
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
