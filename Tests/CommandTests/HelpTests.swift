import Foundation
import TestSupport
import Testing

/// What the commands say of themselves: help, completion, manual page, version.
@Suite("Help")
struct HelpTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let names = ["pawl", "pawl-gateway"]

  /// A command as ArgumentParser describes it.
  private struct Description: Decodable {
    let command: Command

    struct Command: Decodable {
      let commandName: String
      let abstract: String?
      let arguments: [Argument]?
      let subcommands: [Command]?

      /// With all below it.
      var all: [Command] {
        [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all)
      }
    }

    struct Argument: Decodable {
      let abstract: String?
      let valueName: String?
      let shouldDisplay: Bool
    }
  }

  private static func run(_ name: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = Executable.named(name)
    process.arguments = arguments
    return try output(of: process)
  }

  private static func output(of process: Process) throws -> String {
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return text
  }

  private static func description(of name: String) throws -> Description.Command {
    try JSONDecoder().decode(Description.self, from: Data(run(name, "--experimental-dump-help").utf8)).command
  }

  @Test("Each command and each option says what it does, in a sentence", arguments: names)
  func sentences(name: String) throws {
    for command in try Self.description(of: name).all {
      let abstract = try #require(command.abstract, "\(command.commandName)")
      #expect(abstract.hasSuffix("."), "\(command.commandName): \(abstract)")
      #expect(abstract.first?.isUppercase == true, "\(command.commandName): \(abstract)")
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        let text = try #require(argument.abstract, "\(command.commandName) \(argument.valueName ?? "")")
        #expect(text.hasSuffix(".") || text.hasSuffix(")"), "\(command.commandName): \(text)")
      }
    }
  }

  @Test("Both are of the version that the list of changes begins with")
  func version() throws {
    let changes = try String(contentsOf: Self.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
    let newest = try #require(changes.firstMatch(of: /(?m)^## (\d+\.\d+\.\d+)/)).1
    for name in Self.names { #expect(try Self.run(name, "--version") == "\(newest)\n") }
  }

  @Test("Completion for three shells; where a file is wanted, files are offered", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) throws {
    for name in Self.names {
      let script = try Self.run(name, "--generate-completion-script", shell)
      #expect(script.contains(name))
    }
    let script = try Self.run("pawl", "--generate-completion-script", shell)
    for word in ["fingerprint", "import-bundle", "passphrase-file"] { #expect(script.contains(word), "\(word)") }
    let files = ["bash": "__pawl_add_completions -f", "zsh": "_files", "fish": "-rF"]
    #expect(script.contains(try #require(files[shell])))
  }

  @Test("The manual page has every command and every option", arguments: names)
  func manual(name: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let script = Self.root.appending(path: "Scripts/packaging/manual.py").path()
    process.arguments = ["python3", script, Executable.named(name).path(), "2026-01-01"]
    let page = try Self.output(of: process)
    #expect(page.hasPrefix(".TH \(name.uppercased()) 1 2026-01-01"))
    for command in try Self.description(of: name).all.dropFirst() where command.subcommands?.isEmpty ?? true {
      let word = command.commandName.replacing("-", with: "\\-")
      #expect(page.contains(word), "\(command.commandName)")
    }
    if name == "pawl" { #expect(page.contains(".SH COMMON OPTIONS") && page.contains("\\fB\\-\\-store\\fR \\fIfile\\fR")) }
  }
}
