package import ArgumentParser
import Foundation

/// A command whose every failure is one line on standard error and an exit code of sysexits.h.
package protocol CommandLineTool: AsyncParsableCommand {
  /// What an error means to the user of the command; `nil` for those of ArgumentParser.
  static func failure(_ error: any Error) -> Failure?
}

extension CommandLineTool {
  /// Runs the command that the arguments name.
  package static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      leave(with: error)
    }
  }

  private static func leave(with error: any Error) -> Never {
    if let failure = failure(error) {
      complain(failure.message)
      Foundation.exit(failure.code.rawValue)
    }
    // Help and version are no failures; everything else that ArgumentParser throws is wrong usage.
    if exitCode(for: error) == .success { exit(withError: error) }
    complain(message(for: error))
    Foundation.exit(Failure.Code.usage.rawValue)
  }

  /// Writes one line to standard error, after the command's name.
  package static func complain(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "failed"
    try? FileHandle.standardError.write(contentsOf: Data("\(configuration.commandName ?? ""): \(line.printable)\n".utf8))
  }
}
