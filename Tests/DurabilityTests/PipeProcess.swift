import Foundation
import TestSupport
import Testing

/// `pawl pipe` on a store: a process that takes one request after another until it is killed.
///
/// It is read and waited for by system calls. `FileHandle` and `Process` learn of its end from pipes that another
/// child, spawned at the same moment by another test, may have inherited and hold open.
final class PipeProcess {
  private static let chunkByteCount = 1 << 16

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread: [UInt8] = []
  private var isStarted = false

  init(store: String) throws {
    signal(SIGPIPE, SIG_IGN)
    process.executableURL = Executable.pawl
    process.arguments = ["pipe", "--store", store]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    isStarted = true
  }

  deinit {
    stop()
  }

  var id: Int32 {
    process.processIdentifier
  }

  /// Hands requests over without waiting for answers. All of them and their answers have to fit the pipes, 64 KiB each.
  func send(_ requests: [PipeRequest]) throws {
    var lines = Data()
    for request in requests {
      let line = try JSONEncoder().encode(request)
      lines.append(line)
      lines.append(UInt8(ascii: "\n"))
    }
    try input.fileHandleForWriting.write(contentsOf: lines)
  }

  func nextAnswer() throws -> PipeAnswer {
    while true {
      if let answer = try takeAnswer() { return answer }
      let isAlive = fill()
      try #require(isAlive, "pawl pipe has ended by itself")
    }
  }

  func encrypt(_ text: String, to jid: String) throws -> String {
    try send([.encrypt(text, to: jid)])
    let answer = try nextAnswer()
    return try #require(answer.stanza, "\(answer)")
  }

  func decrypt(_ stanza: String) throws -> PipeAnswer {
    try send([.decrypt(stanza)])
    return try nextAnswer()
  }

  /// Kills the process, whatever it is doing.
  ///
  /// - Returns: the answers that it had given and nobody had read, without one that was cut off.
  func killNow() throws -> [PipeAnswer] {
    stop()
    while hasMore, fill() {}
    var answers: [PipeAnswer] = []
    while let answer = try takeAnswer() { answers.append(answer) }
    return answers
  }

  /// Returns when the process is gone, and its locks with it.
  private func stop() {
    guard isStarted else { return }
    isStarted = false
    if process.isRunning { kill(id, SIGKILL) }
    var end = siginfo_t()
    // It is left for `Process` to collect. If that was quicker there is nothing to wait for.
    while waitid(P_PID, id_t(id), &end, WEXITED | WNOWAIT) == -1, errno == EINTR {}
  }

  private func takeAnswer() throws -> PipeAnswer? {
    guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = Data(unread[..<end])
    unread.removeSubrange(...end)
    return try JSONDecoder().decode(PipeAnswer.self, from: line)
  }

  private var hasMore: Bool {
    var descriptor = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }

  /// Waits for more output.
  ///
  /// - Returns: `false` at its end.
  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: Self.chunkByteCount)
    var count: Int
    repeat {
      count = read(output.fileHandleForReading.fileDescriptor, &chunk, Self.chunkByteCount)
    } while count == -1 && errno == EINTR
    guard count > 0 else { return false }
    unread += chunk.prefix(count)
    return true
  }
}

extension Party {
  /// A process that stays on the store.
  func pipe() throws -> PipeProcess {
    try PipeProcess(store: storePath)
  }
}
