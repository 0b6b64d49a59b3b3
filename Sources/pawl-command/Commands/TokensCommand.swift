import ArgumentParser
import CommandLineSupport
import Foundation
import Pawl
import XML

struct TokensCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "List, look up and take back push tokens.",
    subcommands: [Add.self, List.self, LookUp.self, Revoke.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take tokens that a gateway made into the pool, to be given to contacts.",
      discussion: """
        Standard input has a token a line, and when it expires: 40 hex digits, a space, and a time such as \
        2026-12-23T00:00:00Z. pawl push register does it all by itself for a gateway with ChatSecure's API. At another \
        endpoint than before, the tokens that the former gateway is to forget are printed, this once.
        """)

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The URL of the gateway's messages resource.", valueName: "url"))
    var endpoint: String

    func run() async throws {
      let tokens = try Terminal.readAll().split(separator: "\n").map(Self.token)
      let device = try storeOptions.open()
      let actions = ActionsDescription(try await device.addTokens(tokens, of: endpoint, now: .now))
      try output.print(([actions.plainText] + (actions.revokeTokens ?? [])).joined(separator: "\n"), json: actions)
    }

    private static func token(_ line: Substring) throws -> FetchedToken {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let expires = try? DateTime(String(parts[1])) else {
        throw Failure(.data, "a line is a token and when it expires")
      }
      return try FetchedToken(String(parts[0]), expiresAt: expires.secondsSinceEpoch)
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

extension TokensCommand {
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back what a contact was given, and give him no more; --allow gives them again.",
      discussion: "The gateway forgets the tokens with the next command that is online.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The contact.", valueName: "jid"))
    var jid: String

    @Flag(help: "Let him have tokens again.")
    var allow = false

    func run() async throws {
      let device = try storeOptions.open()
      if allow {
        try await device.allowTokens(for: jid)
        return try output.print("\(jid) may have tokens", json: [String]())
      }
      let tokens = try await device.revokeTokens(of: jid).map(\.text)
      try output.print("\(tokens.count) tokens taken back", json: tokens)
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
