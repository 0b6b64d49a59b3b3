/// The question that the initiator asks: 1 to 512 bytes of UTF-8 without control characters and bidirectional
/// overrides.
///
/// It travels and is hashed as it was typed: unlike the secret it is in one place only, and has no other spelling.
package struct SMPQuestion: Hashable, Sendable {
  package let text: String

  /// - Throws: ``SMPError/unusableQuestion``.
  package init(_ text: String) throws(SMPError) {
    guard SMPLimits.question.contains(text.utf8.count), TypedText.isPermitted(text) else { throw .unusableQuestion }
    self.text = text
  }

  /// Compares bytes: two spellings of one text are two questions, since they have two hashes.
  package static func == (a: SMPQuestion, b: SMPQuestion) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(Array(text.utf8))
  }
}
