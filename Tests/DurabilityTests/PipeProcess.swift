import Foundation
import TestSupport
import Testing

/// `pawl pipe` on a store: a process that takes one request after another until it is killed.
///
/// It is spawned, read and waited for by system calls. Foundation's `Process` learns of its end from a pipe that another
/// child, spawned at the same moment by another test, may have inherited and hold open; and it keeps descriptors of each
/// child, of which there are ten thousand.
final class PipeProcess {
  private static let chunkByteCount = 1 << 16

  let id: pid_t
  private let input: FileHandle
  private let output: FileHandle
  private var unread: [UInt8] = []
  private var isStopped = false

  init(store: String) throws {
    signal(SIGPIPE, SIG_IGN)
    let (childInput, input) = try Self.makePipe()
    let (output, childOutput) = try Self.makePipe()
    id = try Self.spawn(["pipe", "--store", store], input: childInput, output: childOutput)
    (self.input, self.output) = (input, output)
  }

  deinit {
    stop()
  }

  /// A pipe that children close, and that is closed here with its handles.
  private static func makePipe() throws -> (read: FileHandle, write: FileHandle) {
    var ends: [Int32] = [-1, -1]
    let status = pipe(&ends)
    try #require(status == 0, "pipe: \(errno)")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (
      FileHandle(fileDescriptor: ends[0], closeOnDealloc: true), FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    )
  }

  private static func spawn(_ arguments: [String], input: FileHandle, output: FileHandle) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.fileDescriptor, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.fileDescriptor, STDOUT_FILENO)
    let path = Executable.pawl.path
    var strings = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var id: pid_t = 0
    let status = posix_spawn(&id, path, &actions, nil, &strings, environ)
    try #require(status == 0, "posix_spawn: \(status)")
    return id
  }

  /// Hands requests over without waiting for answers. All of them and their answers have to fit the pipes, 64 KiB each.
  func send(_ requests: [PipeRequest]) throws {
    var lines = Data()
    for request in requests {
      let line = try JSONEncoder().encode(request)
      lines.append(line)
      lines.append(UInt8(ascii: "\n"))
    }
    try input.write(contentsOf: lines)
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
    guard !isStopped else { return }
    isStopped = true
    kill(id, SIGKILL)
    while waitpid(id, nil, 0) == -1, errno == EINTR {}
  }

  private func takeAnswer() throws -> PipeAnswer? {
    guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = Data(unread[..<end])
    unread.removeSubrange(...end)
    return try JSONDecoder().decode(PipeAnswer.self, from: line)
  }

  private var hasMore: Bool {
    var descriptor = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }

  /// Waits for more output.
  ///
  /// - Returns: `false` at its end.
  private func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: Self.chunkByteCount)
    var count: Int
    repeat {
      count = read(output.fileDescriptor, &chunk, Self.chunkByteCount)
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
