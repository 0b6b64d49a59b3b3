import Testing

@Suite("Devices on a simulated network")
struct SimulatorTests {
  /// Schedules that run at a time.
  private static let workers = 2

  @Test(
    "However messages are lost, repeated and reordered and devices restarted and replaced, in the end all can read all",
    arguments: 0..<workers)
  func schedules(worker: Int) async throws {
    for seed in Proof.schedules where Int(seed % UInt64(Self.workers)) == worker {
      do {
        try await Simulation(seed: seed).run()
      } catch {
        Issue.record(error, "repeat with PAWL_SEED=\(seed)")
      }
      Proof.tellProgress("schedule \(seed) of \(Proof.schedules.count)")
    }
  }
}
