import TestSupport
import Testing
import VectorSuite

/// Fields with which no engine can do anything: the run goes on, and does not take them for a refusal.
@Suite("A vector that is none")
struct MalformedVectorTests {
  @Test("A random of another length", arguments: ["", "00", String(repeating: "00", count: 65)])
  func random(hex: String) async throws {
    for rule in ["ed25519", "libsignal", "xeddsa"] {
      try await spoil("sign-\(rule)-scalar-sign-0-0", "xeddsa") { $0["random"] = .text(hex) }
    }
  }

  @Test("A payload's key of another length", arguments: ["payload-omemo2", "payload-legacy"])
  func key(file: String) async throws {
    for count in [0, 15, 17, 31, 33, 48, 49] {
      try await spoil("seal-1", file) { $0["key"] = .text(String(repeating: "00", count: count)) }
    }
  }

  @Test("A number of messages below none, or beyond what a run can wait for", arguments: [-1, 10_001, Int64.max, .min])
  func count(number: Int64) async throws {
    try await spoil("lost", "ratchet-omemo2") { $0["steps"] = Self.advancing($0["steps"], [number]) }
  }

  @Test("Many steps do not get around the bound of one")
  func counts() async throws {
    try await spoil("lost", "ratchet-legacy") { $0["steps"] = Self.advancing($0["steps"], [9_000, 1_001]) }
  }

  /// The steps, with others behind the first in which A seals what never arrives.
  private static func advancing(_ steps: VectorValue?, _ counts: [Int64]) -> VectorValue? {
    guard case .list(var list)? = steps else { return steps }
    list.insert(
      contentsOf: counts.map { .fields(["advance": .text("A"), "count": .number($0)]) }, at: 1)
    return .list(list)
  }

  /// Changes the input of a case that is accepted; it fails then, whichever outcome it says.
  private func spoil(_ name: String, _ file: String, _ change: (inout [String: VectorValue]) -> Void) async throws {
    let document = try VectorDocument(contentsOf: VectorFile.url("interop/\(file).json"))
    let vector = try #require(document.cases.first { $0.name == name })
    guard case .fields(var input) = vector.input else { throw VectorError.malformed("no input") }
    change(&input)
    for outcome in ["accept", "refuse"] {
      let spoiled = VectorDocument.Case(name: name, input: .fields(input), outcome: outcome, output: vector.output)
      let deviation = try #require(await document.deviation(of: spoiled), "\(outcome)")
      #expect(deviation.hasPrefix("malformed"), "\(deviation)")
    }
  }
}
