package import Foundation

/// A file in the folder `Vectors`, named by its path there: `rfc/rfc7748.txt`.
///
/// The folder is found from the place of this source file, so that the tests run from any working directory and need
/// no bundle.
package enum VectorFile {
  /// The text of a file.
  package static func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  /// The content of a JSON file. Its `snake_case` keys become `camelCase` properties.
  package static func json<Content: Decodable>(_ path: String, as type: Content.Type = Content.self) throws -> Content {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url(path)))
  }

  /// Where a file lies.
  package static func url(_ path: String) -> URL {
    URL(filePath: #filePath)  // Tests/Support/VectorFile.swift
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Vectors").appending(path: path)
  }
}
