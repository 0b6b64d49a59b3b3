import ArgumentParser
import Foundation
import Pawl
import Primitives
import XML
import XMPPClient

/// A conversation in a terminal: `pawl-chat --store alice --jid alice@example.org --to bob@example.org`.
@main
struct ChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pawl-chat", abstract: "Chat with one contact, encrypted with OMEMO.",
    discussion: "The password is PAWL_PASSWORD, or asked for. A line is sent as it is; /help shows what else there is.")

  @Option(help: "The SQLite file, which is made if it is not there; its key lies beside it.")
  var store: String

  @Option(help: "The account.")
  var jid: String

  @Option(help: "The contact.")
  var to: String

  @Option(help: "The server, if it is not the account's domain.")
  var host: String?
  @Option(help: "Its port.")
  var port: Int?

  @Option(help: "Certificates in PEM to trust instead of the system's, for a server of your own.")
  var caFile: String?

  func run() async throws {
    let account = try JID(jid).bare
    let configuration = ClientConfiguration(
      account: account, password: try password(), host: host, port: port, trustRoots: caFile,
      // The server then tells of each device list that a contact publishes (XEP-0163).
      features: Namespace.allCases.map { $0.deviceListNode + "+notify" })
    let chat = Chat(
      device: try openDevice(), client: try Client(configuration), account: account, contact: try JID(to).bare)
    Task {
      for await line in Self.lines { await chat.type(line) }
      await chat.leave()
    }
    try await chat.run()
  }

  private func openDevice() throws -> Device {
    do throws(DeviceError) {
      return try Device(opening: store, key: .file(path: store + ".key"))
    } catch .store(.missing) {
      return try Device(creating: store, key: .file(path: store + ".key"), jid: jid, now: .now)
    }
  }

  private func password() throws -> Password {
    if let text = ProcessInfo.processInfo.environment["PAWL_PASSWORD"] { return Password(text) }
    let bytes = try PasswordPrompt.read("Password of \(jid): ").declassified()  // to the client, which proves that it has it
    return Password(String(decoding: bytes, as: UTF8.self))
  }

  /// What is typed; on a thread of its own, since reading it blocks.
  private static var lines: AsyncStream<String> {
    let (lines, typed) = AsyncStream.makeStream(of: String.self)
    Thread.detachNewThread {
      while let line = readLine() { typed.yield(line) }
      typed.finish()
    }
    return lines
  }
}

extension Int64 {
  /// Seconds since 1970.
  static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
