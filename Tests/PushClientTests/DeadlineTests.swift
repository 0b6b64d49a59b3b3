import PushClient
import Testing

@Suite("The first outcome within a time", .timeLimit(.minutes(5)))
struct DeadlineTests {
  /// Nobody can cancel it, as with the system's look-up of a name.
  private static let endless: @Sendable () async -> String = {
    _ = await Task.detached { try? await Task.sleep(for: .seconds(3600)) }.value
    return "done"
  }

  @Test("Work that does not come to an end, cancelled or not, is not waited for")
  func late() async {
    #expect(await Deadline.first(within: .milliseconds(10), late: "late", Self.endless) == "late")
    #expect(await Deadline.first(within: .seconds(3600), late: "late") { "done" } == "done")
  }

  @Test("A caller that is cancelled while the work goes on gets nothing, and does not wait for either")
  func cancelled() async {
    let (begun, announce) = AsyncStream.makeStream(of: Void.self)
    let caller = Task {
      await Deadline.first(within: .seconds(60), late: "late") {
        announce.yield()
        return await Self.endless()
      }
    }
    var iterator = begun.makeAsyncIterator()
    await iterator.next()
    caller.cancel()
    let outcome = await caller.value
    #expect(outcome == nil)
  }

  @Test("Work that is late is cancelled")
  func cancels() async {
    let (ends, announce) = AsyncStream.makeStream(of: Bool.self)
    let outcome = await Deadline.first(within: .milliseconds(10), late: "late") {
      try? await Task.sleep(for: .seconds(60))
      announce.yield(Task.isCancelled)
      return "done"
    }
    #expect(outcome == "late")
    var iterator = ends.makeAsyncIterator()
    let isCancelled = await iterator.next()
    #expect(isCancelled == true)
  }
}
