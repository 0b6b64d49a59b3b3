/// A record of one of the files in `Vectors/derived` that list known answers.
///
/// Each record has fields of its own, by name. A field that is missing stops the tests: the name is misspelt.
package struct KnownAnswer: Decodable, Sendable, CustomStringConvertible {
  private enum Field: Decodable, Sendable {
    case text(String)
    case number(Int)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  private let fields: [String: Field]

  /// The records of `Vectors/derived/<file>.json` whose name begins with `prefix`.
  package static func all(_ file: String, named prefix: String = "") throws -> [KnownAnswer] {
    try VectorFile.json("derived/\(file).json", as: [KnownAnswer].self).filter { $0.name.hasPrefix(prefix) }
  }

  package init(from decoder: any Decoder) throws {
    fields = try decoder.singleValueContainer().decode([String: Field].self)
  }

  package var name: String {
    text("name")
  }

  package var description: String {
    name
  }

  /// The bytes that a field writes in hex.
  package subscript(field: String) -> [UInt8] {
    [UInt8](hex: text(field))
  }

  package func text(_ field: String) -> String {
    guard case .text(let text)? = fields[field] else { fatalError("no text \(field) in \(fields)") }
    return text
  }

  package func number(_ field: String) -> Int {
    guard case .number(let number)? = fields[field] else { fatalError("no number \(field) in \(fields)") }
    return number
  }
}
