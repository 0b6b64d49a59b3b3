import TestSupport
import Testing
import VectorSuite

/// Attacks on a payload and its envelope, each by the interop vectors that make it.
@Suite("Attacks on the payload")
struct PayloadThreatTests {
  @Test("D1 tag outside the ratchet: a 16-byte key, with the tag behind the payload or none, is refused")
  func tagOutside() async throws {
    try await refuses(["open-tag-in-payload", "open-without-tag", "open-material-0"], "payload-legacy")
  }

  @Test("D1 truncated tag: key material of any length but that of key and whole tag is refused")
  func truncatedTag() async throws {
    try await refuses(["open-material-15", "open-material-17", "open-material-28", "open-material-31"], "payload-legacy")
  }

  @Test("D4 48 bytes: key material of another length with a payload is refused")
  func materialLength() async throws {
    try await refuses(["open-material-32", "open-material-47", "open-material-49"], "payload-omemo2")
  }

  @Test("D3 padding oracle: wrong padding and a wrong tag are refused alike, by the tag")
  func paddingOracle() async throws {
    try await refuses(
      ["open-padding-zero", "open-padding-beyond-block", "open-padding-uneven", "open-ciphertext-bit-0"], "payload-omemo2")
  }

  @Test("D6 envelope parsing: a DTD, a second root, bytes behind it, two of an affix, another namespace")
  func envelope() async throws {
    try await refuses(
      [
        "envelope-doctype", "envelope-entity", "envelope-external-entity", "envelope-instruction", "envelope-comment",
        "envelope-two", "envelope-text", "envelope-content-twice", "envelope-from-twice", "envelope-to-twice",
        "envelope-time-twice", "envelope-rpad-twice", "envelope-other-namespace", "envelope-no-namespace",
      ], "stanza-omemo2")
  }

  /// Every case is there, is to be refused, and is.
  private func refuses(_ names: [String], _ file: String) async throws {
    let document = try VectorDocument(contentsOf: VectorFile.url("interop/\(file).json"))
    for name in names {
      let vector = try #require(document.cases.first { $0.name == name }, "\(name)")
      #expect(vector.outcome == "refuse", "\(name)")
      #expect(await document.deviation(of: vector) == nil, "\(name)")
    }
  }
}
