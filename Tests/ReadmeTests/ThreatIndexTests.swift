import Foundation
import Testing

/// The table of attacks in `.github/SECURITY.md` and the tests that are named after them.
@Suite("The table of attacks")
struct ThreatIndexTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The rows: an attack's number, and the suite with its test; no suite where the table says why there is none.
  private static let rows: [(id: String, suite: String?)] = {
    let text = try! String(contentsOf: root.appending(path: ".github/SECURITY.md"), encoding: .utf8)
    return text.matches(of: /(?m)^\| ([A-G]\d+) \|[^|]+\| (\w+|none:[^|]+) \|$/).map { match in
      (String(match.1), match.2.hasPrefix("none:") ? nil : String(match.2))
    }
  }()

  @Test("It has every attack")
  func complete() {
    let counts = ["A": 7, "B": 9, "C": 15, "D": 11, "E": 11, "F": 8, "G": 6]
    for (section, count) in counts {
      #expect(Self.rows.map(\.id).filter { $0.hasPrefix(section) } == (1...count).map { "\(section)\($0)" })
    }
  }

  @Test("Each test that it names is there, and named after its attack", arguments: rows.filter { $0.suite != nil }.map(\.id))
  func named(id: String) throws {
    let suite = try #require(Self.rows.first { $0.id == id }?.suite)
    let tests = Self.root.appending(path: "Tests")
    let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path()).filter { $0.hasSuffix("/\(suite).swift") }
    let text = try String(contentsOf: tests.appending(path: try #require(files.first, "\(suite)")), encoding: .utf8)
    let isNamed = ["\"", "`", ", "].contains { text.contains("\($0)\(id) ") }
    #expect(isNamed, "\(suite) has no test named \(id)")
  }
}
