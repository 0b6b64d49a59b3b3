import CommandLineSupport
import Foundation

/// Standard input, output and error.
enum Terminal {
  /// No stanza, bundle or device list is larger; what is, is refused before it fills memory.
  static let maximumInput = 1 << 20

  /// All of standard input as UTF-8 text.
  ///
  /// - Throws: ``Failure``: nothing there, too large, or not UTF-8.
  static func readAll() throws -> String {
    var data = Data()
    while data.count <= maximumInput {
      do {
        // `nil` is the end.
        guard let chunk = try FileHandle.standardInput.read(upToCount: maximumInput + 1 - data.count) else { break }
        data.append(chunk)
      } catch {
        throw Failure(.inputOutput, "standard input cannot be read")
      }
    }
    guard data.count <= maximumInput else { throw Failure(.data, "the input is larger than 1 MiB") }
    guard !data.isEmpty else { throw Failure(.missingInput, "nothing on standard input") }
    guard let text = String(validating: data, as: UTF8.self) else { throw Failure(.data, "the input is not UTF-8") }
    return text
  }

  /// The same without the last line break: `echo hello | pawl encrypt` means "hello".
  static func readLine() throws -> String {
    let text = try readAll()
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// Writes a line to standard output. When nobody reads it any more, or the disk is full, there is no point in going on.
  static func say(_ line: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    } catch {
      PawlCommand.complain("standard output cannot be written")
      Foundation.exit(Failure.Code.inputOutput.rawValue)
    }
  }
}
