import ArgumentParser
import CommandLineSupport
import Foundation
import VectorSuite

struct VectorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors", abstract: "Work with interop test vectors.", subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run every vector of a folder through this engine, and print a table.",
      discussion: "Exit code 65 when a vector fails, or a file is none. The format is described in Vectors/interop.")

    @Argument(help: ArgumentHelp("The folder with the JSON files.", valueName: "folder"), completion: .directory)
    var folder: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let files: [URL]
      do {
        files = try VectorReport.files(in: URL(filePath: folder))
      } catch {
        throw Failure(.missingInput, "the folder cannot be read")
      }
      guard !files.isEmpty else { throw Failure(.missingInput, "there is no JSON file in the folder") }
      if !output.json { Self.row("file", "cases", "accepted", "refused", "failed") }
      var reports: [VectorReport] = []
      for file in files {
        let report = await VectorReport(file)
        if !output.json { Self.print(report) }
        reports.append(report)
      }
      if output.json { Terminal.say(try JSON.line(reports)) }
      let failures = reports.reduce(0) { $0 + $1.failures.count }
      if failures > 0 { throw Failure(.data, "\(failures) vectors failed") }
    }

    private static func print(_ report: VectorReport) {
      row(report.file, "\(report.caseCount)", "\(report.accepted)", "\(report.refused)", "\(report.failures.count)")
      for failure in report.failures { Terminal.say("  \(failure.printableLine)") }
    }

    private static func row(_ file: String, _ numbers: String...) {
      let columns = numbers.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
      Terminal.say(file.printableLine + String(repeating: " ", count: max(0, 26 - file.count)) + columns)
    }
  }
}
