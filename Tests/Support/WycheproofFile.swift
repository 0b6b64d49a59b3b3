/// A file of the Wycheproof project: groups of cases that share parameters.
///
/// `Inputs` names the fields that the cases of this file have besides those of every case.
package struct WycheproofFile<Inputs: Decodable & Sendable>: Decodable, Sendable {
  package let numberOfTests: Int
  package let testGroups: [WycheproofGroup<Inputs>]

  /// Reads `Vectors/wycheproof/<name>_test.json`.
  package init(_ name: String) throws {
    self = try VectorFile.json("wycheproof/\(name)_test.json")
  }

  /// The cases of all groups.
  package var cases: [WycheproofCase<Inputs>] {
    testGroups.flatMap(\.tests)
  }
}
