import XML

enum XMLFuzzing {
  /// What is read can be written, and reads the same again: no text and no attribute escapes its element.
  static func run(_ input: [UInt8]) {
    guard let element = try? Element.parse(input) else { return }
    guard let written = try? element.serialized() else { preconditionFailure("what was read cannot be written") }
    precondition((try? Element.parse(Array(written.utf8))) == element, "what was written reads otherwise")
  }
}
