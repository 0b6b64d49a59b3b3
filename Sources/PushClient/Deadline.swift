/// The first that comes of work within a time.
package enum Deadline {
  /// What comes of `work`, or `late` once `time` has passed; `nil` for a caller that is cancelled before either.
  ///
  /// It is not waited for how `work` ends: on leaving it is cancelled, and what comes of it then is dropped. So these are two
  /// tasks and no group: a group waits for all of its own, and the system's look-up of a name cannot be cancelled. Where no
  /// name server answers, it would hold its caller for minutes.
  package static func first<Outcome: Sendable>(
    within time: Duration, late: Outcome, _ work: @escaping @Sendable () async -> Outcome
  ) async -> Outcome? {
    let (outcomes, first) = AsyncStream.makeStream(of: Outcome.self)
    let working = Task { _ = first.yield(await work()) }
    let clock = Task {
      try await Task.sleep(for: time)
      _ = first.yield(late)
    }
    defer {
      working.cancel()
      clock.cancel()
    }
    var iterator = outcomes.makeAsyncIterator()
    return await iterator.next()
  }
}
