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
    let received = try await device.receive(Terminal.readAll(), now: .now)
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

  /// A PEP node: whose, of which device, in which version.
  struct Node: Encodable {
    let node: String
    let namespace: String
    var jid: String?
    var device: UInt32?
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
  var send: [String] = []
  var publish: [Node] = []
  var fetch: [Node] = []

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
    for action in received.actions {
      switch action {
      case .send(let stanza): send.append(stanza)
      case .publishBundle(let namespace):
        publish.append(Node(node: "bundle", namespace: namespace.rawValue))
      case .publishDeviceList(let namespace):
        publish.append(Node(node: "devicelist", namespace: namespace.rawValue))
      case .fetchDeviceList(let jid, let namespace):
        fetch.append(Node(node: "devicelist", namespace: namespace.rawValue, jid: jid))
      case .fetchBundle(let jid, let device, let namespace):
        fetch.append(Node(node: "bundle", namespace: namespace.rawValue, jid: jid, device: device.value))
      }
    }
  }

  var plainText: String {
    if let text { return Terminal.printable(text) }
    guard let tokens else { return "" }
    return "\(tokens.tokens.count) push tokens for \(Terminal.printable(tokens.endpoint))"
  }
}
