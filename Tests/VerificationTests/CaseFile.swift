import TestSupport

/// A file of `Vectors/smp` or `Vectors/identity`: cases that say what goes in and what has to come of it.
struct CaseFile<Input: Decodable & Sendable, Output: Decodable & Sendable>: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let comment: String
    let input: Input
    let outcome: Outcome
    /// With ``Outcome/accept``.
    let output: Output?
    /// With ``Outcome/refuse``.
    let reason: String?

    var description: String {
      "\(name): \(comment)"
    }
  }

  enum Outcome: String, Decodable, Sendable {
    case accept, refuse
  }

  let format: Int
  let operation: String
  let cases: [Case]

  /// Reads `Vectors/<path>.json`.
  static func read(_ path: String) throws -> CaseFile {
    try VectorFile.json("\(path).json")
  }
}
