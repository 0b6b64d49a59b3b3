import Foundation
import TestSupport
import Testing
import VectorSuite

@Suite("The interop vectors")
struct VectorSuiteTests {
  static let files = try! VectorReport.files(in: VectorFile.url("interop"))

  @Test("Every vector passes", arguments: files)
  func passes(file: URL) async {
    let report = await VectorReport(file)
    #expect(report.failures.isEmpty)
    #expect(report.caseCount > 40 && report.refused > report.accepted)
  }

  @Test("A vector with another outcome or another output fails", arguments: files)
  func fails(file: URL) async throws {
    let document = try VectorDocument(contentsOf: file)
    let accepted = try #require(document.cases.first { $0.outcome == "accept" })
    let refused = try #require(document.cases.first { $0.outcome == "refuse" })
    #expect(await document.deviation(of: changed(accepted, outcome: "refuse")) != nil)
    #expect(await document.deviation(of: changed(refused, outcome: "accept", output: .fields([:]))) != nil)
    #expect(await document.deviation(of: changed(accepted, output: .fields(["other": .null]))) != nil)
    #expect(await document.deviation(of: changed(accepted, output: .some(nil))) != nil)
    #expect(await document.deviation(of: changed(accepted, outcome: "perhaps")) != nil)
    #expect(await document.deviation(of: changed(refused, input: .fields([:]))) != nil)
  }

  @Test("One changed value of an output fails its vector", arguments: files)
  func changedValue(file: URL) async throws {
    let document = try VectorDocument(contentsOf: file)
    for vector in document.cases where vector.outcome == "accept" && document.operation != "ratchet" {
      guard let output = vector.output, let other = Self.spoiled(output) else { continue }
      #expect(await document.deviation(of: changed(vector, output: other)) != nil, "\(vector.name)")
    }
  }

  @Test("A ratchet step that goes otherwise fails its vector", arguments: files.filter { $0.lastPathComponent.hasPrefix("ratchet") })
  func changedStep(file: URL) async throws {
    let document = try VectorDocument(contentsOf: file)
    for vector in document.cases.prefix(12) {
      guard case .fields(var input) = vector.input, case .list(var steps)? = input["steps"],
        case .fields(var last)? = steps.last, case .text(let plaintext)? = last["plaintext"]
      else { continue }
      last["plaintext"] = .text(plaintext.hasPrefix("0") ? "1" + plaintext.dropFirst() : "0" + plaintext.dropFirst())
      steps[steps.count - 1] = .fields(last)
      input["steps"] = .list(steps)
      #expect(await document.deviation(of: changed(vector, input: .fields(input))) != nil, "\(vector.name)")
    }
  }

  @Test("What is no vector file is said to be none", arguments: ["", "[]", "{}", #"{"format":2,"operation":"keys","cases":[]}"#])
  func noFile(text: String) async throws {
    let folder = try TemporaryFolder()
    let url = URL(filePath: folder.path("x.json"))
    try Data(text.utf8).write(to: url)
    #expect(await VectorReport(url).failures.count == 1)
  }

  @Test("An operation, namespace, function or rule that is not known is no refusal")
  func unknown() async throws {
    let folder = try TemporaryFolder()
    let url = URL(filePath: folder.path("x.json"))
    for (operation, input) in [("divination", "{}"), ("keys", #"{"function":"guess"}"#)] {
      let text = """
        {"format":1,"operation":"\(operation)","namespace":null,
         "cases":[{"name":"x","input":\(input),"outcome":"refuse","reason":"malformed"}]}
        """
      try Data(text.utf8).write(to: url)
      #expect(await VectorReport(url).failures.count == 1)
    }
  }

  private func changed(
    _ vector: VectorDocument.Case, input: VectorValue? = nil, outcome: String? = nil, output: VectorValue?? = .none
  ) -> VectorDocument.Case {
    VectorDocument.Case(
      name: vector.name, input: input ?? vector.input, outcome: outcome ?? vector.outcome,
      output: output ?? vector.output)
  }

  /// The same with the first text in it that is shown by every engine changed.
  private static func spoiled(_ value: VectorValue) -> VectorValue? {
    guard case .fields(var fields) = value else { return nil }
    let names = ["x25519", "shared", "ed25519", "signature", "shared_secret", "ciphertext", "plaintext", "fingerprint", "text"]
    for name in names {
      guard case .text(let text)? = fields[name], !text.isEmpty else { continue }
      fields[name] = .text(text.dropLast() + (text.hasSuffix("0") ? "1" : "0"))
      return .fields(fields)
    }
    guard fields["devices"] != nil else { return nil }
    fields["devices"] = .list([.null])
    return .fields(fields)
  }
}
