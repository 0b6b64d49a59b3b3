import Foundation

/// How much is proved: what a commit can wait for, or with `PAWL_LONG=1` as much as takes hours.
enum Proof {
  static let isLong = environment["PAWL_LONG"] == "1"

  /// The seed of a run; `PAWL_SEED` names the one that failed.
  static let seed = givenSeed ?? 1

  static func count(short: Int, long: Int) -> Int {
    isLong ? long : short
  }

  /// The seeds of the simulator's schedules: one if it is given, more with `PAWL_CI=1`, and a million steps in the long
  /// form.
  static let schedules: [UInt64] = {
    if let givenSeed { return [givenSeed] }
    let short = environment["PAWL_CI"] == "1" ? 1_000 : 150
    return Array(0..<UInt64(Proof.count(short: short, long: 1_000_000 / Simulation.steps)))
  }()

  /// Says on standard error how far the long form has come.
  static func tellProgress(_ state: String) {
    if isLong { try? FileHandle.standardError.write(contentsOf: Data("\(state)\n".utf8)) }
  }

  private static let givenSeed = environment["PAWL_SEED"].flatMap { UInt64($0) }
  private static let environment = ProcessInfo.processInfo.environment
}
