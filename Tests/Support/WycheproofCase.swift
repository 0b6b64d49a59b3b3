/// One case of a Wycheproof file.
package struct WycheproofCase<Inputs: Decodable & Sendable>: Decodable, Sendable, CustomStringConvertible {
  package enum Result: String, Decodable, Sendable {
    case valid
    case invalid
    /// Right by the letter, and refused by careful implementations.
    case acceptable
  }

  package let tcId: Int
  package let comment: String
  package let flags: Set<String>
  package let result: Result
  package let inputs: Inputs

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    tcId = try container.decode(Int.self, forKey: .tcId)
    comment = try container.decode(String.self, forKey: .comment)
    flags = try container.decode(Set<String>.self, forKey: .flags)
    result = try container.decode(Result.self, forKey: .result)
    inputs = try Inputs(from: decoder)
  }

  package var description: String {
    "\(tcId) (\(result)) \(comment.isEmpty ? flags.sorted().joined(separator: ", ") : comment)"
  }

  private enum CodingKeys: String, CodingKey {
    case tcId, comment, flags, result
  }
}
