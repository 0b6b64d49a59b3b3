import OMEMO

/// What a file's cases ask to be done.
protocol VectorOperation {
  /// Fields of the output that this engine does not show: intermediate values that it wipes.
  static var hidden: Set<String> { get }

  /// Does what a case describes.
  ///
  /// - Throws: ``VectorError`` for what is no vector; any other error is the engine's refusal.
  static func output(for input: VectorValue, in profile: Profile) async throws -> [String: VectorValue]
}

extension VectorOperation {
  static var hidden: Set<String> {
    []
  }
}

/// The prekey that an exchange names is not there.
struct UnknownPreKey: Error {}
