import Foundation
import TestSupport
import Testing

/// The pages for app developers, and what the compiler says of them.
@Suite("The pages")
struct PagesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every page with Swift in it.
  private static let pages = ["README.md"] + ["Pawl", "DoubleRatchet"].flatMap { name in
    let catalog = "Sources/\(name)/\(name).docc"
    let files = try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: catalog).path())
    return (files ?? []).sorted().map { "\(catalog)/\($0)" }
  }

  @Test("Each example stands in a test here, word for word", arguments: pages)
  func examples(page: String) throws {
    let folder = Self.root.appending(path: "Tests/ReadmeTests")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".swift") }
    let sources = try files.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
    for block in text.matches(of: /(?s)```swift\n(.*?)```/).map(\.1) {
      let isCompiled = sources.contains { $0.contains(block) }
      #expect(isCompiled, "not compiled: \(block.prefix(80))")
    }
  }

  @Test("Each public type has its place on a landing page", arguments: ["Pawl", "DoubleRatchet"])
  func topics(product: String) throws {
    let page = try String(
      contentsOf: Self.root.appending(path: "Sources/\(product)/\(product).docc/\(product).md"), encoding: .utf8)
    let names = try Self.surface.components(separatedBy: "# \(product)\n").dropFirst().first?
      .components(separatedBy: "\n# ").first?
      .matches(of: /(?m)^(?:struct|enum|class|actor|protocol|typealias) (\w+)/).map { String($0.1) }
    for name in try #require(names) {
      #expect(page.contains("- ``\(name)``"), "\(name) is not on the page")
    }
  }

  @Test("What is public is what Tests/ReadmeTests/api.txt says; Scripts/api --write writes it anew")
  func publicSurface() throws {
    let process = Process()
    process.executableURL = Self.root.appending(path: "Scripts/api")
    process.arguments = [Executable.pawl.deletingLastPathComponent().path()]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let (now, then) = (Set(printed.split(separator: "\n")), Set(try Self.surface.split(separator: "\n")))
    #expect(now.subtracting(then).sorted() == [], "new")
    #expect(then.subtracting(now).sorted() == [], "gone")
    #expect(try printed == Self.surface)
  }

  private static var surface: String {
    get throws { try String(contentsOf: root.appending(path: "Tests/ReadmeTests/api.txt"), encoding: .utf8) }
  }
}
