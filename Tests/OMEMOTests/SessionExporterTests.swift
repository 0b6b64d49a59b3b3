import OMEMO
import Primitives
import TestSupport
import Testing

@Suite("Exported keys")
struct SessionExporterTests {
  /// The page "Exported keys", computed apart from this library with HMAC-SHA-256 of another one.
  @Test("A known answer")
  func knownAnswer() {
    let exporter = SessionExporter(
      SecretBytes(copying: Array(0..<32)), associatedData: Array(repeating: 0xaa, count: 32) + Array(repeating: 0xbb, count: 32))
    #expect(TextEncoding.hex(exporter.key(for: .application("file 1")).declassified()) == "36d9b82044d2b2055b45593ec23adcbf6aa3d3afd5a7d9f916481769d0c85f32")
    #expect(TextEncoding.hex(exporter.key(for: .verification).declassified()) == "6e7da2433297fe7c2052fa1460d8eb3168fac65ab6b533b19508085ea5949ed5")
  }
}
