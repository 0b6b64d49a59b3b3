import ArgumentParser
import Foundation
import Pawl

struct TokensCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Make, list and look up push tokens.",
    subcommands: [Mint.self, List.self, LookUp.self])

  struct Mint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make tokens for an endpoint of yours, to be given to contacts later.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("How many, 1 to 20.", valueName: "n"))
    var count = 5

    @Option(help: ArgumentHelp("The URL of your endpoint's messages resource.", valueName: "url"))
    var endpoint: String

    func run() async throws {
      let tokens = try await storeOptions.open().mintTokens(count, endpoint: endpoint, now: .now).map(\.text)
      try output.print(tokens.joined(separator: "\n"), json: tokens)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List our tokens and those of contacts.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let ledger = try await storeOptions.open().tokens()
      let rows =
        ledger.unclaimed.map { TokenRow("unclaimed", $0) } + ledger.given.map { TokenRow("given", $0) }
        + ledger.held.map { TokenRow("held", $0) }
      if !rows.isEmpty || output.json {
        try output.print(rows.map(\.text).joined(separator: "\n"), json: rows)
      }
    }
  }

  struct LookUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lookup", abstract: "Say whose knock a push with this token is.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("40 hex digits, as the push brought them.", valueName: "token"))
    var token: String

    func run() async throws {
      guard let owner = try await storeOptions.open().lookUp(token, now: .now) else {
        throw Failure(.data, "not a token that was given to a contact, or one that has expired")
      }
      try output.print(
        "given to \(owner.jid), expires \(owner.expiresAt.formatted(.iso8601))", json: OwnerDescription(owner))
    }
  }
}

private struct TokenRow: Encodable {
  let kind: String
  let token: String
  let endpoint: String
  let jid: String?
  let device: UInt32?
  let used: Bool
  let expires: Date

  init(_ kind: String, _ entry: TokenLedger.Entry) {
    self.kind = kind
    token = entry.token.text
    endpoint = entry.endpoint.text
    jid = entry.contact
    device = entry.device?.value
    used = entry.isUsed
    expires = entry.expiresAt
  }

  var text: String {
    let contact = jid.map { " \(kind == "held" ? "of" : "to") \($0)" } ?? ""
    return "\(token) \(kind)\(contact)\(used ? ", used" : ""), expires \(expires.formatted(.iso8601)), \(endpoint)"
  }
}

private struct OwnerDescription: Encodable {
  let jid: String
  let given: Date
  let expires: Date

  init(_ owner: TokenOwner) {
    jid = owner.jid
    given = owner.givenAt
    expires = owner.expiresAt
  }
}
