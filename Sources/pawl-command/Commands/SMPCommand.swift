import ArgumentParser
import CommandLineSupport
import Foundation
import Pawl

struct SMPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smp", abstract: "Verify a device by a secret that both users know.",
    discussion: """
      start, answer and abort print the <message/> that is to be sent, or send it with --online. decrypt takes those of the \
      other side, and with --json prints the answers to them; listen and catchup take and answer them by themselves, and \
      print the steps. The secret is read from standard input.
      """,
    subcommands: [Start.self, Answer.self, Abort.self, Status.self])

  /// Which device.
  struct Peer: ParsableArguments {
    @Option(help: ArgumentHelp("The account.", valueName: "jid"))
    var jid: String

    @Option(help: ArgumentHelp("The device.", valueName: "n"))
    var device: DeviceID

    var recipient: Recipient { Recipient(jid: jid, device: device) }
  }

  struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Ask a device's user for the secret.")

    @OptionGroup var online: OnlineOptions
    @OptionGroup var sending: SendingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var peer: Peer

    @Option(help: ArgumentHelp("What the other user is shown.", valueName: "text"))
    var question: String?

    func run() async throws {
      let secret = try Terminal.readLine()
      if sending.isOnline {
        return try await sending.work(online) { [peer, question] in
          try await $0.startVerification(of: peer.recipient, secret: secret, question: question)
        }
      }
      let stanza = try await online.storeOptions.open().startVerification(
        of: peer.jid, device: peer.device, secret: secret, question: question, now: .now)
      try output.print(stanza, json: ["stanza": stanza])
    }
  }

  struct Answer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Answer a device that asked.")

    @OptionGroup var online: OnlineOptions
    @OptionGroup var sending: SendingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var peer: Peer

    func run() async throws {
      let secret = try Terminal.readLine()
      if sending.isOnline {
        return try await sending.work(online) { [peer] in
          try await $0.answerVerification(of: peer.recipient, secret: secret)
        }
      }
      let stanza = try await online.storeOptions.open().answerVerification(
        peer.jid, device: peer.device, secret: secret, now: .now)
      try output.print(stanza, json: ["stanza": stanza])
    }
  }

  struct Abort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give up the run with a device.")

    @OptionGroup var online: OnlineOptions
    @OptionGroup var sending: SendingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var peer: Peer

    func run() async throws {
      if sending.isOnline {
        return try await sending.work(online) { [peer] in try await $0.abortVerification(of: peer.recipient) }
      }
      let stanza = try await online.storeOptions.open().abortVerification(peer.jid, device: peer.device, now: .now)
      if output.json || stanza != nil { try output.print(stanza ?? "", json: ["stanza": stanza]) }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the last run with each device.")

    @OptionGroup var storeOptions: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let runs = try await storeOptions.open().verifications()
      let lines = runs.map { run in
        "\(run.jid) device \(run.device): \(run.state.rawValue), begun by \(run.isInitiator ? "us" : "them")"
          + (run.question.map { ": \($0.printableLine)" } ?? "")
      }
      if output.json || !lines.isEmpty {
        try output.print(lines.joined(separator: "\n"), json: runs.map(VerificationDescription.init))
      }
    }
  }
}

/// A run, for printing.
struct VerificationDescription: Encodable {
  let jid: String
  let device: UInt32
  let state: String
  let isInitiator: Bool
  let question: String?

  init(_ status: VerificationStatus) {
    jid = status.jid
    device = status.device.value
    state = status.state.rawValue
    isInitiator = status.isInitiator
    question = status.question
  }
}
