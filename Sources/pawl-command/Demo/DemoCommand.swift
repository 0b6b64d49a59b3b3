import ArgumentParser
import CommandLineSupport
import Foundation

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Play Alice and Bob: messages, push tokens, a knock while Bob is offline. Shows what goes over the wire.")

  @Flag(help: "Print each step as one line of JSON.")
  var json = false

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pawl-demo-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(.inputOutput, "no temporary folder can be made")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    try await Demo(folder: folder, narrator: Narrator(json: json)).run()
  }
}
