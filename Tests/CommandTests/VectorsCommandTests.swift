import Foundation
import TestSupport
import Testing

@Suite("pawl vectors verify")
struct VectorsCommandTests {
  @Test("Every vector of the suite passes, and the table counts them")
  func suite() throws {
    let result = try Command(["vectors", "verify", VectorFile.url("interop").path()])
    #expect(result.status == 0 && result.errors.isEmpty)
    let rows = result.output.split(separator: "\n").dropFirst()
    #expect(rows.count == 14 && rows.allSatisfy { $0.hasSuffix(" 0") })
    let figures = rows.map { $0.split(separator: " ").dropFirst().map { Int($0) ?? 0 } }
    #expect(figures.map { $0[0] }.reduce(0, +) == 1610 && figures.map { $0[2] }.reduce(0, +) == 1312)
  }

  @Test("A vector that fails, a file that is none, and a folder that is not there")
  func failures() throws {
    let folder = try TemporaryFolder()
    #expect(try Command(["vectors", "verify", folder.path("nowhere")]).status == 66)
    #expect(try Command(["vectors", "verify", folder.url.path()]).status == 66)
    #expect(try Command(["vectors", "verify"]).status == 64)
    let text = try VectorFile.text("interop/keys.json").replacing(#""outcome": "refuse""#, with: #""outcome": "accept""#, maxReplacements: 1)
    try Data(text.utf8).write(to: URL(filePath: folder.path("keys.json")))
    try Data("{}".utf8).write(to: URL(filePath: folder.path("other.json")))
    let result = try Command(["vectors", "verify", folder.url.path()])
    #expect(result.status == 65 && result.errors == "pawl: 2 vectors failed\n")
    #expect(result.output.contains("  x25519-key-order-1-or-2: refused: "))
    let json = try Command(["vectors", "verify", folder.url.path(), "--json"])
    #expect(json.status == 65 && json.output.split(separator: "\n").count == 1)
    #expect(json.output.contains(#""file":"other.json""#))
  }
}
