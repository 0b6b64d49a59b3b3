import ArgumentParser
import Foundation
import Pawl

struct DecryptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decrypt",
    abstract: "Decrypt a <message/> from standard input; print its text.",
    discussion: "With --json also the sender, push tokens, and the stanzas and nodes that are to be sent in answer.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let device = try storeOptions.open()
    let stanza = try Terminal.readAll()
    let received: ReceivedStanza
    do throws(ReceiveError) {
      received = try await device.receive(stanza, now: .now)
    } catch {
      throw Failure(error, remedy: try await device.remedy(for: error, to: stanza))
    }
    let description = ReceivedDescription(received)
    if !output.json, !received.actions.isEmpty {
      Terminal.complain("there is something to send or publish in answer; --json shows it")
    }
    if output.json || description.text != nil || description.tokens != nil {
      try output.print(description.plainText, json: description)
    }
  }
}

/// What came of a stanza, for printing.
struct ReceivedDescription: Encodable {
  struct Tokens: Encodable {
    let endpoint: String
    let purpose: String
    let tokens: [String]

    init(_ payload: TokenPayload) {
      endpoint = payload.endpoint.text
      purpose = payload.purpose.rawValue
      tokens = payload.tokens.map(\.token.text)
    }
  }

  enum Kind: String, Encodable {
    case text, tokens, empty
  }

  let kind: Kind
  let from: String
  let device: UInt32
  let namespace: String
  let fingerprint: String
  let trust: String
  var time: Date?
  var text: String?
  var tokens: Tokens?
  let send: [String]
  let publish: [ActionsDescription.Node]
  let fetch: [ActionsDescription.Node]

  init(_ received: ReceivedStanza) {
    from = received.sender.jid
    device = received.sender.device.value
    namespace = received.sender.namespace.rawValue
    fingerprint = received.sender.fingerprint.hex
    trust = received.sender.trust.rawValue
    for event in received.events {
      switch event {
      case .message(let message):
        text = message.text
        time = message.sentAt
      case .tokens(let payload): tokens = Tokens(payload)
      case .empty: break
      }
    }
    kind = text != nil ? .text : tokens != nil ? .tokens : .empty
    let actions = ActionsDescription(received.actions)
    send = actions.send
    publish = actions.publish
    fetch = actions.fetch
  }

  var plainText: String {
    if let text { return Terminal.printable(text) }
    guard let tokens else { return "" }
    return "\(tokens.tokens.count) push tokens for \(Terminal.printable(tokens.endpoint))"
  }
}
