import ArgumentParser
import Pawl

struct EncryptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encrypt",
    abstract: "Encrypt a text from standard input, or push tokens; print the whole <message/>.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
  var to: String

  @Option(help: ArgumentHelp("Send this many push tokens in place of a text.", valueName: "n"))
  var tokens: Int?

  @Option(help: ArgumentHelp("The push endpoint that takes the tokens.", valueName: "url"))
  var endpoint: String?

  func validate() throws {
    if (tokens == nil) != (endpoint == nil) {
      throw ValidationError("--tokens and --endpoint belong together")
    }
  }

  func run() async throws {
    let device = try storeOptions.open()
    let sent: EncryptedStanza
    if let tokens, let endpoint {
      sent = try await device.encryptTokens(tokens, endpoint: endpoint, to: to, now: .now)
    } else {
      sent = try await device.encrypt(Terminal.readLine(), to: to, now: .now)
    }
    for omission in sent.omitted {
      Terminal.complain("not for \(omission.recipient.jid) device \(omission.recipient.device): \(omission.reason.rawValue)")
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

  init(_ sent: EncryptedStanza) {
    stanza = sent.stanza
    devices =
      sent.recipients.map { Reader(jid: $0.jid, device: $0.device.value, omitted: nil) }
      + sent.omitted.map {
        Reader(jid: $0.recipient.jid, device: $0.recipient.device.value, omitted: $0.reason.rawValue)
      }
  }
}
