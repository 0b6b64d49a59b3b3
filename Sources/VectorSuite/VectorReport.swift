package import Foundation

/// What became of the cases of one file.
package struct VectorReport: Sendable, Encodable {
  package let file: String
  package var accepted = 0
  package var refused = 0
  /// Each with the case's name and what went otherwise.
  package var failures: [String] = []

  package var caseCount: Int {
    accepted + refused + failures.count
  }

  /// Runs every case of a file.
  package init(_ url: URL) async {
    file = url.lastPathComponent
    do {
      let document = try VectorDocument(contentsOf: url)
      for vector in document.cases {
        if let deviation = await document.deviation(of: vector) {
          failures.append("\(vector.name): \(deviation)")
        } else if vector.outcome == "accept" {
          accepted += 1
        } else {
          refused += 1
        }
      }
      if document.cases.isEmpty { failures.append("the file has no cases") }
    } catch {
      failures.append("\(error)")
    }
  }

  /// Every JSON file of a folder, in the order of their names.
  package static func files(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
