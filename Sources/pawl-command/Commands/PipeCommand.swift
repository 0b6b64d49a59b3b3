import ArgumentParser
import Foundation
import Pawl

struct PipeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipe",
    abstract: "Answer requests, one line of JSON each, from standard input on standard output.",
    discussion: """
      For tests that drive one device for long. Requests: {"op":"bundle","namespace":NS}, {"op":"devicelist","namespace":NS}, \
      {"op":"import-devicelist","jid":J,"xml":X}, {"op":"import-bundle","jid":J,"device":N,"xml":X}, \
      {"op":"encrypt","to":J,"text":T}, {"op":"decrypt","stanza":X}, \
      {"op":"repair","jid":J,"device":N}, {"op":"sessions"}. NS is OMEMO 2's if left out. Every answer has "ok"; a failure names its "error".
      """)

  @OptionGroup var storeOptions: StoreOptions

  func run() async throws {
    let device = try storeOptions.open()
    while let line = readLine() {
      let answer: any Encodable
      do {
        answer = try await Self.answer(try JSONDecoder().decode(PipeRequest.self, from: Data(line.utf8)), device)
      } catch {
        answer = PipeFailure(error)
      }
      Terminal.say(try JSON.line(answer))
    }
  }

  private static func answer(_ request: PipeRequest, _ device: Device) async throws -> any Encodable {
    switch request {
    case .bundle(let namespace): return PipeAnswer(xml: try await device.bundle(namespace))
    case .deviceList(let namespace): return PipeAnswer(xml: try await device.deviceList(namespace))
    case .importDeviceList(let jid, let xml):
      _ = try await device.importDeviceList(xml, of: jid)
      return PipeAnswer()
    case .importBundle(let jid, let id, let xml):
      try await device.importBundle(xml, of: jid, device: id)
      return PipeAnswer()
    case .encrypt(let jid, let text):
      return PipeAnswer(stanza: try await device.encrypt(text, to: jid, now: .now).stanza)
    case .repair(let jid, let id):
      return PipeAnswer(send: [try await device.repair(jid, device: id, now: .now)])
    case .sessions:
      return PipeAnswer(sessions: try await device.sessions().map(SessionDescription.init))
    case .decrypt(let stanza):
      return PipeReceived(received: ReceivedDescription(try await device.receive(stanza, now: .now)))
    }
  }
}

private struct PipeAnswer: Encodable {
  var ok = true
  var xml: String?
  var stanza: String?
  var send: [String]?
  var sessions: [SessionDescription]?
}

/// A received message with `"ok": true` beside its fields.
private struct PipeReceived: Encodable {
  let received: ReceivedDescription

  func encode(to encoder: any Encoder) throws {
    try received.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(true, forKey: .ok)
  }

  private enum Key: CodingKey {
    case ok
  }
}

/// The name of the library's error case, or why the request was not understood.
private struct PipeFailure: Encodable {
  var ok = false
  let error: String

  init(_ error: any Error) {
    self.error =
      switch error {
      case is DecodingError: "bad-request"
      case let error as ReceiveError: "\(error)"
      case let error as SendError: "\(error)"
      case let error as ImportError: "\(error)"
      default: "failed"
      }
  }
}
