import Foundation

/// What an answer says. A member that is `nil` is left out, as ChatSecure's SDK wants it: it takes no null for a string.
enum JSONValue: Encodable, Sendable, Equatable {
  case string(String)
  case bool(Bool)
  case object([String: JSONValue])
  case array([JSONValue])

  static func string(_ text: String?) -> JSONValue? {
    text.map { .string($0) }
  }

  /// Without the members that are `nil`.
  static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(Dictionary(members.compactMap { key, value in value.map { (key, $0) } }, uniquingKeysWith: { $1 }))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .bool(let flag): try container.encode(flag)
    case .object(let members): try container.encode(members)
    case .array(let items): try container.encode(items)
    }
  }

  /// UTF-8, members in the order of their names.
  var data: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in here can fail to be encoded: there are no numbers.
    return (try? encoder.encode(self)) ?? Data("{}".utf8)
  }
}
