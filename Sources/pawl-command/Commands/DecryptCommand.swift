import ArgumentParser
import CommandLineSupport
import Foundation
import Pawl

struct DecryptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decrypt",
    abstract: "Decrypt a <message/> from standard input; print its text.",
    discussion: """
      Standard output gets nothing but the text; what is none, such as a step of a verification, is said on standard error, \
      so that no text passes for it. With --json also the sender, push tokens, and the stanzas and nodes that are to be \
      sent in answer.
      """)

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
    if let otr = description.otr {
      PawlCommand.complain("the text has a sign of OTR (\(otr)); OMEMO has taken its place here")
    }
    if output.json { return Terminal.say(try JSON.line(description)) }
    if let text = description.text {
      Terminal.say(text.printable)
    } else if description.kind != .empty {
      PawlCommand.complain(description.line())
    }
    if !received.actions.isEmpty {
      PawlCommand.complain("there is something to send or publish in answer; --json shows it")
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

  /// A step of a verification by a shared secret.
  struct Verification: Encodable {
    let step: String
    var question: String?

    init(_ event: VerificationEvent) {
      switch event {
      case .asked(let question):
        step = "asked"
        self.question = question
      case .wentOn: step = "went-on"
      case .match: step = "match"
      case .noMatch: step = "no-match"
      case .failed: step = "failed"
      case .aborted: step = "aborted"
      }
    }

    var plainText: String {
      "verification: \(step)" + (question.map { ": \($0)" } ?? "")
    }
  }

  struct Ending: Encodable {
    let contact: String
    let reason: String?
  }

  enum Kind: String, Encodable {
    case text, tokens, verification, encryptionEnded = "encryption-ended", trust, empty
  }

  let kind: Kind
  let from: String
  /// The same at every host, where `from` is a key address.
  let identity: String
  let device: UInt32
  let namespace: String
  let fingerprint: String
  let trust: String
  var time: Date?
  var text: String?
  var tokens: Tokens?
  var verification: Verification?
  /// With whom, and the reason that was given.
  var encryptionEnded: Ending?
  /// Keys that are trusted otherwise than before.
  var trustChanges: [ChangeDescription] = []
  /// The device that holds this one for lost, if any.
  var distrustedBy: String?
  var otr: String?
  let send: [String]
  let publish: [ActionsDescription.Node]
  let fetch: [ActionsDescription.Node]

  init(_ received: ReceivedStanza) {
    from = received.sender.jid
    identity = received.sender.identity
    device = received.sender.device.value
    namespace = received.sender.namespace.rawValue
    fingerprint = received.sender.fingerprint.hex
    trust = received.sender.trust.rawValue
    for event in received.events {
      switch event {
      case .message(let message):
        text = message.text
        time = message.sentAt
        otr = message.otrHint?.kind.rawValue
      case .tokens(let payload): tokens = Tokens(payload)
      case .verification(let event): verification = Verification(event)
      case .encryptionEnded(let contact, let reason): encryptionEnded = Ending(contact: contact, reason: reason)
      case .trustChanged(let change): trustChanges.append(ChangeDescription(change))
      case .thisDeviceDistrusted(let device): distrustedBy = "\(device.jid) device \(device.device)"
      case .empty: break
      }
    }
    kind =
      if text != nil { .text }
      else if tokens != nil { .tokens }
      else if verification != nil { .verification }
      else if encryptionEnded != nil { .encryptionEnded }
      else if !trustChanges.isEmpty || distrustedBy != nil { .trust }
      else { .empty }
    let actions = ActionsDescription(received.actions)
    send = actions.send
    publish = actions.publish
    fetch = actions.fetch
  }

  /// One line: the sender, then a colon and the text, or a star and what else it is. No address has a space in it, and here
  /// no text a line break: who writes "verification: match" has not verified anything by it, and a second line of his does
  /// not look as if another had written it.
  func line(room: String? = nil) -> String {
    let sender = from + (room.map { " in \($0)" } ?? "")
    return (text.map { "\(sender): \($0)" } ?? "\(sender) * \(notice)").printableLine
  }

  /// What it is, if it is no text.
  private var notice: String {
    if let verification { return verification.plainText }
    if let encryptionEnded { return "encryption ended" + (encryptionEnded.reason.map { ": \($0)" } ?? "") }
    if let distrustedBy { return "this device is distrusted by \(distrustedBy)" }
    guard let tokens else { return trustChanges.map(\.plainText).joined(separator: "; ") }
    return "\(tokens.tokens.count) push tokens for \(tokens.endpoint)"
  }
}

/// A key that is trusted otherwise, for printing.
struct ChangeDescription: Encodable {
  let jid: String
  let device: UInt32
  let fingerprint: String
  let trust: String
  let plainText: String

  init(_ change: TrustChange) {
    jid = change.jid
    device = change.device.value
    fingerprint = change.fingerprint.hex
    trust = change.trust.rawValue
    plainText = change.plainText
  }

  private enum CodingKeys: CodingKey {
    case jid, device, fingerprint, trust
  }
}
