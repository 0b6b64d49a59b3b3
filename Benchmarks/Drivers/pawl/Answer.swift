import Foundation

/// What a work answers with.
enum Answer {
  case none
  case number(Int)
  case time(operations: Int, processor: Int, wall: Int, allocations: Int)

  func write() {
    switch self {
    case .none: print("none")
    case .number(let number): print("number \(number)")
    case .time(let operations, let processor, let wall, let allocations):
      print("time \(operations) \(processor) \(wall) \(allocations)")
    }
    fflush(nil)
  }

  /// Runs `body`, which does so many operations.
  static func timed(_ operations: Int, _ body: () throws -> Void) rethrows -> Answer {
    let start = Moment()
    try body()
    return start.answer(operations)
  }

  /// The same for work that waits.
  static func timed(_ operations: Int, _ body: () async throws -> Void) async rethrows -> Answer {
    let start = Moment()
    try await body()
    return start.answer(operations)
  }
}

/// The clocks and the number of heap allocations at one moment.
private struct Moment {
  let allocations = Allocations.count()
  let wall = Self.now(CLOCK_MONOTONIC)
  let processor = Self.now(CLOCK_PROCESS_CPUTIME_ID)

  func answer(_ operations: Int) -> Answer {
    let processor = Self.now(CLOCK_PROCESS_CPUTIME_ID) - processor
    let wall = Self.now(CLOCK_MONOTONIC) - wall
    let allocations = allocations < 0 ? -1 : Allocations.count() - allocations
    return .time(operations: operations, processor: processor, wall: wall, allocations: allocations)
  }

  private static func now(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// The heap allocations of the process, counted by `allocations.so` if that is preloaded; else -1.
private enum Allocations {
  static func count() -> Int {
    counter.map { $0() } ?? -1
  }

  private static let counter: (@convention(c) () -> Int)? = {
    guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "bench_allocations") else { return nil }
    return unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)
  }()
}
