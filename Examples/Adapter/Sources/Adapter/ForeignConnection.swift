import Foundation

/// An XMPP library that is not this project's: here slixmpp, in a process of its own. Each line that goes to it or comes from
/// it is a stanza, as a JSON string; its first line is the address that it is online with.
actor ForeignConnection {
  enum Failure: Error, Equatable {
    /// The answer was an error with this condition.
    case refused(String)
    case closed
  }

  /// Our address, once it is online.
  private(set) var address = ""
  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())
  private let lines: AsyncStream<String>
  private var requests: [String: (addressee: String?, answer: CheckedContinuation<Stanza, any Error>)] = [:]

  init(command: [String]) throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = input
    process.standardOutput = output
    lines = Self.lines(of: output.fileHandleForReading)
    try process.run()
  }

  /// Reads until the connection ends.
  ///
  /// - Parameters:
  ///   - online: is called when the account is online.
  ///   - take: gets each stanza that is no answer, in order, while answers go on coming.
  func run(online: @escaping @Sendable () async -> Void, take: @escaping @Sendable (String) async -> Void) async {
    let (stanzas, arrived) = AsyncStream.makeStream(of: String.self)
    let reader = Task {
      await online()
      for await stanza in stanzas { await take(stanza) }
    }
    for await line in lines {
      if address.isEmpty {
        address = line
      } else if let iq = Stanza(line), iq.name == "iq", let id = iq.attributes["id"], let request = requests[id] {
        // Only who was asked may answer; others may guess an id.
        guard isAnswer(iq.attributes["from"], from: request.addressee) else { continue }
        requests[id] = nil
        request.answer.resume(with: result(iq))
      } else {
        arrived.yield(line)
      }
    }
    for request in requests.values { request.answer.resume(throwing: Failure.closed) }
    requests = [:]
    reader.cancel()
  }

  func send(_ stanza: String) throws {
    var line = try JSONEncoder().encode(stanza)
    line.append(UInt8(ascii: "\n"))
    try input.fileHandleForWriting.write(contentsOf: line)
  }

  /// Asks, and waits for the answer.
  ///
  /// - Parameter addressee: whom; our own account if `nil`.
  func request(_ type: String, of addressee: String?, _ payload: String) async throws -> Stanza {
    let id = UUID().uuidString
    let to = addressee.map { " to='\(Stanza.escaped($0))'" } ?? ""
    try send("<iq xmlns='jabber:client' type='\(type)' id='\(id)'\(to)>\(payload)</iq>")
    return try await withCheckedThrowingContinuation { requests[id] = (addressee, $0) }
  }

  func close() {
    try? input.fileHandleForWriting.close()
  }

  private func isAnswer(_ from: String?, from addressee: String?) -> Bool {
    let account = address.prefix { $0 != "/" }
    guard let addressee, addressee != account else { return from == nil || from == address || from.map { $0 == account } ?? true }
    return from == addressee
  }

  private func result(_ iq: Stanza) -> Result<Stanza, any Error> {
    guard iq.attributes["type"] == "error" else { return .success(iq) }
    return .failure(Failure.refused(iq.child("error")?.children.first?.name ?? "undefined-condition"))
  }

  /// The strings that come line by line; read on a thread of its own.
  private static func lines(of file: FileHandle) -> AsyncStream<String> {
    let (lines, read) = AsyncStream.makeStream(of: String.self)
    Thread.detachNewThread {
      var buffer = Data()
      while case let data = file.availableData, !data.isEmpty {
        buffer.append(data)
        while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
          let line = buffer[buffer.startIndex..<end]
          buffer = Data(buffer[(end + 1)...])
          if let text = try? JSONDecoder().decode(String.self, from: line) { read.yield(text) }
        }
      }
      read.finish()
    }
    return lines
  }
}
