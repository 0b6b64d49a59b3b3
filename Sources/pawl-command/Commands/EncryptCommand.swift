import ArgumentParser
import CommandLineSupport
import Pawl

struct EncryptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encrypt",
    abstract: "Encrypt a text from standard input; print the whole <message/>.",
    discussion: "With --json also the push tokens that are to be sent after it, and what is to be fetched.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var to: String

  func run() async throws {
    let device = try storeOptions.open()
    let sent = try await device.encrypt(Terminal.readLine(), to: to, now: .now)
    for omission in sent.omitted {
      PawlCommand.complain("not for \(omission.recipient.jid) device \(omission.recipient.device): \(omission.reason.rawValue)")
    }
    if !output.json, !sent.actions.isEmpty {
      PawlCommand.complain("there is something to send or fetch after it; --json shows it")
    }
    try output.print(sent.stanza, json: SentDescription(sent))
  }
}

/// An encrypted stanza, and who can read it.
struct SentDescription: Encodable {
  struct Reader: Encodable {
    let jid: String
    let device: UInt32
    let omitted: String?
  }

  let stanza: String
  let devices: [Reader]
  /// What is to be sent after it.
  let send: [String]
  let fetch: [ActionsDescription.Node]

  init(_ sent: EncryptedStanza) {
    stanza = sent.stanza
    let actions = ActionsDescription(sent.actions)
    send = actions.send
    fetch = actions.fetch
    devices =
      sent.recipients.map { Reader(jid: $0.jid, device: $0.device.value, omitted: nil) }
      + sent.omitted.map {
        Reader(jid: $0.recipient.jid, device: $0.recipient.device.value, omitted: $0.reason.rawValue)
      }
  }
}
