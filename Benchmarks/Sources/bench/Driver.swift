import Foundation

/// An implementation: a process that does the work it is asked for, loops and clocks included.
final class Driver {
  let name: String
  private let command: [String]
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private var received = Data()

  init(name: String, command: [String], preload: String? = nil) throws {
    self.name = name
    self.command = command
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardInput = requests
    process.standardOutput = answers
    if let preload {
      process.environment = ProcessInfo.processInfo.environment.merging(["LD_PRELOAD": preload]) { $1 }
    }
    try process.run()
  }

  /// The same implementation in a process of its own.
  func another(preload: String? = nil) throws -> Driver {
    try Driver(name: name, command: command, preload: preload)
  }

  func ask(_ work: String, _ count: Int) throws -> Sample {
    try requests.fileHandleForWriting.write(contentsOf: Data("\(work) \(count)\n".utf8))
    guard let sample = Sample(try line()) else { throw DriverError.failed(driver: name, work: work) }
    return sample
  }

  func end() {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func line() throws -> String {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self)
        received = Data(received[(end + 1)...])
        return line
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { return "" }
      received += more
    }
  }
}

enum DriverError: Error, CustomStringConvertible {
  case failed(driver: String, work: String)

  var description: String {
    switch self {
    case .failed(let driver, let work): "\(driver) failed at \(work)"
    }
  }
}
