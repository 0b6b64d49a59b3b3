import ArgumentParser
import Foundation

/// Runs the drivers in turn and compares them.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Compares implementations; Scripts/bench sets them up and calls this.")

  @Flag(help: "Fewer and shorter rounds, and none of the works that take long to prepare.")
  var quick = false

  @Option(help: "Fails when a ratio is worse than this file allows.")
  var check: String?

  @Option(help: "How many rounds.")
  var rounds: Int?

  @Option(help: "Where results.json, table.md and plot.svg are written.")
  var output: String

  @Option(help: "The library that counts heap allocations, to be preloaded.")
  var counter: String

  @Option(help: "Only these works, separated by commas.")
  var only: String?

  @Argument(help: "NAME=PROGRAM[,ARGUMENT...], the floor and pawl among them.")
  var drivers: [String]

  func run() throws {
    let drivers = try self.drivers.map(Self.driver)
    guard let pawl = drivers.first(where: { $0.name == Implementation.pawl }),
      let primitives = drivers.first(where: { $0.name == Implementation.primitives })
    else { throw ValidationError("the drivers pawl and floor are needed") }
    let implementations = drivers.filter { $0.name != Implementation.primitives }

    var rounds = Rounds(isQuick: quick, count: self.rounds)
    try rounds.run(plan(pawl, primitives, implementations), progress: Self.say)
    drivers.forEach { $0.end() }
    var results = Results(rounds, machine: .current())
    try count(implementations, &results)

    let order = implementations.map(\.name)
    let table = MarkdownTable(results: results, order: order).text
    try write(results, table, Plot(results: results, order: order).svg)
    print(table)
    guard let check else { return }
    let violations = try Thresholds(contentsOf: check).violations(in: results)
    violations.forEach { Self.say("worse than recorded: " + $0) }
    if !violations.isEmpty { throw ExitCode.failure }
    Self.say("No ratio is worse than recorded.")
  }

  private func plan(
    _ pawl: Driver, _ primitives: Driver, _ implementations: [Driver]
  ) -> [(work: Work, drivers: [Driver])] {
    let chosen = only.map { Set($0.split(separator: ",").map(String.init)) }
    let works = Work.primitives.map { (work: $0, drivers: [primitives]) }
      + Work.sessions.map { (work: $0, drivers: implementations) }
      + Work.stanzas.map { (work: $0, drivers: [pawl]) }
    return works.filter { entry in
      guard !quick || !entry.work.isLong else { return false }
      return chosen?.contains(entry.work.name) ?? true || entry.drivers.first === primitives
    }
  }

  /// What does not depend on time, each in a fresh process.
  private func count(_ implementations: [Driver], _ results: inout Results) throws {
    for implementation in implementations {
      Self.say("memory of \(implementation.name)")
      let fresh = try implementation.another()
      results.peakMemory[fresh.name] = try fresh.ask("peak-memory", 1000).value
      results.recordSizes[fresh.name] = try fresh.ask("record-size", 20).value
      fresh.end()
      let counted = try implementation.another(preload: counter)
      for work in MarkdownTable.counted {
        _ = try counted.ask(work, 20)
        results.allocations[work, default: [:]][counted.name] = try counted.ask(work, 200).allocations
      }
      counted.end()
      guard implementation.name == Implementation.pawl else { continue }
      let messages = quick ? 20_000 : 1_000_000
      let growing = try implementation.another()
      if let bytes = try growing.ask("growth", messages).value {
        results.growth = Results.Growth(messages: messages, bytes: bytes)
      }
      growing.end()
    }
  }

  private func write(_ results: Results, _ table: String, _ plot: String) throws {
    let folder = URL(filePath: output)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(results).write(to: folder.appending(path: "results.json"))
    try Data(table.utf8).write(to: folder.appending(path: "table.md"))
    try Data(plot.utf8).write(to: folder.appending(path: "plot.svg"))
  }

  private static func driver(_ text: String) throws -> Driver {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { throw ValidationError("not NAME=PROGRAM: \(text)") }
    return try Driver(name: String(parts[0]), command: parts[1].split(separator: ",").map(String.init))
  }

  private static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
